// SPDX-License-Identifier: MIT
#include "serve/net/tls.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>
#include <string>

#include "support/catch.h"

namespace weir::serve_internal {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
using Certificate = std::unique_ptr<X509, Free>;

Certificate MakeSelfSigned() {
  const absl::StatusOr<TlsServer> server = MakeTlsServer({.self_signed = true}, "192.0.2.7");
  REQUIRE(server.ok());
  const std::string& pem = server->certificate_pem;
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

// "ok", or what a client says that trusts what is in `store` and follows RFC 5280 to the letter.
std::string Verify(X509_STORE* store, X509* certificate) {
  const std::unique_ptr<X509_STORE_CTX, Free> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store, certificate, nullptr);
  X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM_set1_ip_asc(parameters, "192.0.2.7");
  X509_verify_cert(context.get());
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

TEST_CASE("a client may trust several certificates that were made, and tells them apart",
          "[serve][tls]") {
  const Certificate first = MakeSelfSigned();
  const Certificate second = MakeSelfSigned();
  const Certificate stranger = MakeSelfSigned();
  REQUIRE((first != nullptr && second != nullptr && stranger != nullptr));
  const std::unique_ptr<X509_STORE, Free> store(X509_STORE_new());
  REQUIRE(X509_STORE_add_cert(store.get(), first.get()) == 1);
  REQUIRE(X509_STORE_add_cert(store.get(), second.get()) == 1);
  CHECK(Verify(store.get(), first.get()) == "ok");
  CHECK(Verify(store.get(), second.get()) == "ok");
  CHECK(Verify(store.get(), stranger.get()) != "ok");
}

}  // namespace
}  // namespace weir::serve_internal
