#pragma once
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call. One function for
// each type of argument; the option must take that type.

static inline CURLcode relais_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode relais_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

/// libcurl copies the text, for every option but CURLOPT_POSTFIELDS, which must not be set so.
static inline CURLcode relais_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

/// CURLOPT_COPYPOSTFIELDS: copies `size` bytes, which may contain NUL.
static inline CURLcode relais_curl_set_body(CURL *easy, const void *bytes, curl_off_t size) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, size);
    return code ? code : curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, (const char *)bytes);
}

/// CURLOPT_HTTPHEADER: the list must live as long as the transfer.
static inline CURLcode relais_curl_set_headers(CURL *easy, struct curl_slist *list) {
    return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
}

/// CURLOPT_ERRORBUFFER: CURL_ERROR_SIZE bytes that must live as long as the transfer.
static inline CURLcode relais_curl_set_error_buffer(CURL *easy, char *buffer) {
    return curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}

/// Both callbacks get `context`, which must live as long as the transfer.
static inline CURLcode relais_curl_set_callbacks(
    CURL *easy, curl_write_callback header, curl_write_callback body, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
    if (!code) code = curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
    if (!code) code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
    return code ? code : curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
}

/// CURLOPT_CAINFO_BLOB: libcurl copies the text.
static inline CURLcode relais_curl_set_authority(CURL *easy, const char *pem, size_t size) {
    struct curl_blob blob = {(void *)pem, size, CURL_BLOB_COPY};
    return curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob);
}

/// CURLINFO_SSL_VERIFYRESULT: what OpenSSL found of the chain (X509_V_…), 0 when it is in order.
static inline long relais_curl_verified(CURL *easy) {
    long result = 0;
    curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &result);
    return result;
}

/// CURLINFO_RESPONSE_CODE; 0 when there is none.
static inline long relais_curl_status(CURL *easy) {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

/// The result of a finished transfer: a union, which Swift reads less safely.
static inline CURLcode relais_curl_result(const CURLMsg *message) {
    return message->data.result;
}
