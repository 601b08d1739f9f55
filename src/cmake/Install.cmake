# SPDX-License-Identifier: MIT
#
# The install rules: headers, libraries, the CMake package `weir`, weir.pc,
# weir-service.pc, weir-local.pc and weir-testing.pc; where they are built, weir-server and
# weir::serve with weir-serve.pc.

if(WEIR_DEPS STREQUAL "fetch")
  # Whoever uses the installed package must find the same Abseil again, and a
  # fetched one stays in the build tree.
  message(STATUS "Weir: no install rules, as its dependencies are fetched ones")
  return()
endif()

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(weir_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/weir")

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/weir" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.h")
install(TARGETS weir_core weir_weir weir_service weir_local weir_testing EXPORT weirTargets
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
        INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT weirTargets NAMESPACE weir:: DESTINATION "${weir_package_dir}")
set(weir_pc_files weir.pc weir-service.pc weir-local.pc weir-testing.pc)
if(TARGET weir_serve)
  # Of a set of its own: who does not have what it builds on has the others.
  install(TARGETS weir_serve EXPORT weirServeTargets
          ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
          INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(EXPORT weirServeTargets NAMESPACE weir:: DESTINATION "${weir_package_dir}")
  install(TARGETS weir_server RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  list(APPEND weir_pc_files weir-serve.pc)
endif()

configure_package_config_file("${PROJECT_SOURCE_DIR}/src/cmake/weirConfig.cmake.in"
                              "${PROJECT_BINARY_DIR}/weirConfig.cmake"
                              INSTALL_DESTINATION "${weir_package_dir}")
# Below 1.0.0 a minor version may change any interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/weirConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/weirConfig.cmake"
              "${PROJECT_BINARY_DIR}/weirConfigVersion.cmake"
              "${PROJECT_SOURCE_DIR}/src/cmake/FindxxHash.cmake"
        DESTINATION "${weir_package_dir}")

# Relative to the .pc files, so that `cmake --install --prefix` and a moved tree work.
file(RELATIVE_PATH weir_pc_to_prefix "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig"
     "${CMAKE_INSTALL_PREFIX}")
foreach(pc IN LISTS weir_pc_files)
  configure_file("${PROJECT_SOURCE_DIR}/src/cmake/${pc}.in" "${PROJECT_BINARY_DIR}/${pc}" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${pc}" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endforeach()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
