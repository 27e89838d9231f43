#pragma once
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdint.h>

/// What relais_tls_inspect found wrong; 0 is nothing.
enum { RELAIS_TLS_CERTIFICATE = 1, RELAIS_TLS_KEY = 2, RELAIS_TLS_MISMATCH = 3 };

/// Reads a chain of certificates and a private key, both PEM, as the HTTP library will, and tells
/// when the first certificate is valid (Unix seconds). One function, because every handle must be
/// freed on every way out.
static inline int relais_tls_inspect(
    const void *certificate, unsigned int certificate_size, const void *key,
    unsigned int key_size, int64_t *valid_from, int64_t *valid_until) {
    gnutls_datum_t chain = {(unsigned char *)certificate, certificate_size};
    gnutls_datum_t secret = {(unsigned char *)key, key_size};
    gnutls_x509_crt_t *list = NULL;
    unsigned int count = 0;
    int result = 0;
    if (gnutls_x509_crt_list_import2(&list, &count, &chain, GNUTLS_X509_FMT_PEM, 0) < 0)
        return RELAIS_TLS_CERTIFICATE;
    if (count == 0) {
        result = RELAIS_TLS_CERTIFICATE;
    } else {
        *valid_from = (int64_t)gnutls_x509_crt_get_activation_time(list[0]);
        *valid_until = (int64_t)gnutls_x509_crt_get_expiration_time(list[0]);
    }
    for (unsigned int index = 0; index < count; index++) gnutls_x509_crt_deinit(list[index]);
    gnutls_free(list);
    if (result) return result;

    gnutls_x509_privkey_t private_key = NULL;
    if (gnutls_x509_privkey_init(&private_key) < 0) return RELAIS_TLS_KEY;
    result = gnutls_x509_privkey_import2(private_key, &secret, GNUTLS_X509_FMT_PEM, NULL, 0);
    gnutls_x509_privkey_deinit(private_key);
    if (result < 0) return RELAIS_TLS_KEY;

    gnutls_certificate_credentials_t pair = NULL;
    if (gnutls_certificate_allocate_credentials(&pair) < 0) return RELAIS_TLS_MISMATCH;
    result = gnutls_certificate_set_x509_key_mem(pair, &chain, &secret, GNUTLS_X509_FMT_PEM);
    gnutls_certificate_free_credentials(pair);
    return result < 0 ? RELAIS_TLS_MISMATCH : 0;
}
