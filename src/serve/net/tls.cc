// SPDX-License-Identifier: MIT
#include "serve/net/tls.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace weir::serve_internal {
namespace {

namespace ssl = boost::asio::ssl;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;

// On the curve P-256, which every client knows; in a fraction of a millisecond.
Key MakeKey() {
  const std::unique_ptr<EVP_PKEY_CTX, Free> context(EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nullptr));
  EVP_PKEY* key = nullptr;
  if (context == nullptr || EVP_PKEY_keygen_init(context.get()) <= 0 ||
      EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context.get(), NID_X9_62_prime256v1) <= 0 ||
      EVP_PKEY_keygen(context.get(), &key) <= 0) {
    return nullptr;
  }
  return Key(key);
}

bool AddExtension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

Certificate MakeCertificate(EVP_PKEY* key, const std::string& address) {
  Certificate certificate(X509_new());
  if (certificate == nullptr) return nullptr;
  // So that one that is made later is another to a client that has seen this one.
  std::uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial));
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
  // Clocks differ: it is good since yesterday.
  constexpr long kDaySeconds = 24 * 60 * 60;
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDaySeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 365 * kDaySeconds);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  const unsigned char common_name[] = "Weir, made at its start";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  if (address != "127.0.0.1" && address != "::1") names += Concat(",IP:", address);
  const bool is_made =
      AddExtension(certificate.get(), NID_subject_alt_name, names) &&
      AddExtension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE") &&
      AddExtension(certificate.get(), NID_key_usage, "critical,digitalSignature,keyCertSign") &&
      AddExtension(certificate.get(), NID_ext_key_usage, "serverAuth") &&
      // By these a client that trusts several finds the right one; some insist on them.
      AddExtension(certificate.get(), NID_subject_key_identifier, "hash") &&
      AddExtension(certificate.get(), NID_authority_key_identifier, "keyid:always") &&
      X509_sign(certificate.get(), key, EVP_sha256()) > 0;
  return is_made ? std::move(certificate) : nullptr;
}

std::string PemOf(X509* certificate) {
  const std::unique_ptr<BIO, Free> memory(BIO_new(BIO_s_mem()));
  if (memory == nullptr || PEM_write_bio_X509(memory.get(), certificate) != 1) return {};
  const char* text = nullptr;
  const long bytes = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(bytes)};
}

// HTTP/2 if the client has it. One that names neither goes on without: it may be older than
// ALPN.
int ChooseProtocol(SSL*, const unsigned char** chosen, unsigned char* chosen_bytes,
                   const unsigned char* offered, unsigned int offered_bytes, void*) {
  static constexpr unsigned char kKnown[] = "\x02h2\x08http/1.1";
  unsigned char* selected = nullptr;
  const int result = SSL_select_next_proto(&selected, chosen_bytes, kKnown, sizeof(kKnown) - 1,
                                           offered, offered_bytes);
  if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_NOACK;
  *chosen = selected;
  return SSL_TLSEXT_ERR_OK;
}

absl::Status UseSelfSigned(TlsServer& server, const std::string& address) {
  const Key key = MakeKey();
  const Certificate certificate = key == nullptr ? nullptr : MakeCertificate(key.get(), address);
  SSL_CTX* const context = server.context->native_handle();
  if (certificate == nullptr || SSL_CTX_use_certificate(context, certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return Internal("no certificate could be made for TLS");
  }
  server.certificate_pem = PemOf(certificate.get());
  return absl::OkStatus();
}

absl::Status UseFiles(TlsServer& server, const TlsOptions& options) {
  SSL_CTX* const context = server.context->native_handle();
  if (SSL_CTX_use_certificate_chain_file(context, options.certificate_path.c_str()) != 1) {
    return FailedPrecondition(Concat("tls.certificate_path is \"", options.certificate_path,
                                     "\", which is no file with a certificate in PEM"));
  }
  if (SSL_CTX_use_PrivateKey_file(context, options.private_key_path.c_str(), SSL_FILETYPE_PEM) !=
          1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return FailedPrecondition(Concat("tls.private_key_path is \"", options.private_key_path,
                                     "\", which is no file with the certificate's key in PEM"));
  }
  std::ifstream file(options.certificate_path, std::ios::binary);
  server.certificate_pem.assign(std::istreambuf_iterator<char>(file), {});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TlsServer> MakeTlsServer(const TlsOptions& options, const std::string& address) {
  TlsServer server;
  const bool has_files = !options.certificate_path.empty() || !options.private_key_path.empty();
  if (!options.self_signed && !has_files) return server;
  server.context = std::make_unique<ssl::context>(ssl::context::tls_server);
  SSL_CTX* const context = server.context->native_handle();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context, ChooseProtocol, nullptr);
  absl::Status status =
      options.self_signed ? UseSelfSigned(server, address) : UseFiles(server, options);
  if (!status.ok()) return status;
  return server;
}

}  // namespace weir::serve_internal
