#pragma once
#include <curl/curl.h>
#include <dlfcn.h>

/// The functions of libcurl that are used. It brings thirty libraries with it, which take longer to
/// load than most commands take altogether; so it is loaded by the first that speaks to a server.
struct relais_curl {
    /// Whether every function below is there.
    int is_loaded;
    CURLcode (*global_init)(long flags);
    CURL *(*easy_init)(void);
    void (*easy_reset)(CURL *easy);
    void (*easy_cleanup)(CURL *easy);
    const char *(*easy_strerror)(CURLcode code);
    /// Both are variadic: see below.
    void *easy_setopt, *easy_getinfo;
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_add_handle)(CURLM *multi, CURL *easy);
    CURLMcode (*multi_remove_handle)(CURLM *multi, CURL *easy);
    CURLMcode (*multi_perform)(CURLM *multi, int *running);
    CURLMcode (*multi_poll)(
        CURLM *multi, struct curl_waitfd *more, unsigned int count, int milliseconds, int *ready);
    CURLMcode (*multi_wakeup)(CURLM *multi);
    CURLMsg *(*multi_info_read)(CURLM *multi, int *left);
    CURLMcode (*multi_cleanup)(CURLM *multi);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
    void (*slist_free_all)(struct curl_slist *list);
    CURLU *(*url)(void);
    void (*url_cleanup)(CURLU *url);
    CURLUcode (*url_get)(const CURLU *url, CURLUPart part, char **text, unsigned int flags);
    CURLUcode (*url_set)(CURLU *url, CURLUPart part, const char *text, unsigned int flags);
    void (*free)(void *text);
};

/// The functions of a library by its file's name. It is never unloaded.
static inline struct relais_curl relais_curl_load(const char *name) {
    struct relais_curl curl = {0};
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library) return curl;
    curl.is_loaded = 1;
#define RELAIS_LOAD(function)                                             \
    do {                                                                  \
        *(void **)&curl.function = dlsym(library, "curl_" #function);     \
        if (!curl.function) curl.is_loaded = 0;                           \
    } while (0)
    RELAIS_LOAD(global_init);
    RELAIS_LOAD(easy_init);
    RELAIS_LOAD(easy_reset);
    RELAIS_LOAD(easy_cleanup);
    RELAIS_LOAD(easy_strerror);
    RELAIS_LOAD(easy_setopt);
    RELAIS_LOAD(easy_getinfo);
    RELAIS_LOAD(multi_init);
    RELAIS_LOAD(multi_add_handle);
    RELAIS_LOAD(multi_remove_handle);
    RELAIS_LOAD(multi_perform);
    RELAIS_LOAD(multi_poll);
    RELAIS_LOAD(multi_wakeup);
    RELAIS_LOAD(multi_info_read);
    RELAIS_LOAD(multi_cleanup);
    RELAIS_LOAD(slist_append);
    RELAIS_LOAD(slist_free_all);
    RELAIS_LOAD(url);
    RELAIS_LOAD(url_cleanup);
    RELAIS_LOAD(url_get);
    RELAIS_LOAD(url_set);
    RELAIS_LOAD(free);
#undef RELAIS_LOAD
    return curl;
}

/// What `easy_setopt` and `easy_getinfo` are.
typedef CURLcode (*relais_curl_setopt)(CURL *easy, CURLoption option, ...);
typedef CURLcode (*relais_curl_getinfo)(CURL *easy, CURLINFO info, ...);

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call. One function for
// each type of argument, which is given the function first; the option must take that type.

static inline CURLcode relais_curl_set_long(
    void *setopt, CURL *easy, CURLoption option, long value) {
    return ((relais_curl_setopt)setopt)(easy, option, value);
}

static inline CURLcode relais_curl_set_size(
    void *setopt, CURL *easy, CURLoption option, curl_off_t value) {
    return ((relais_curl_setopt)setopt)(easy, option, value);
}

/// libcurl copies the text, for every option but CURLOPT_POSTFIELDS, which must not be set so.
static inline CURLcode relais_curl_set_text(
    void *setopt, CURL *easy, CURLoption option, const char *value) {
    return ((relais_curl_setopt)setopt)(easy, option, value);
}

/// CURLOPT_COPYPOSTFIELDS: copies `size` bytes, which may contain NUL.
static inline CURLcode relais_curl_set_body(
    void *setopt, CURL *easy, const void *bytes, curl_off_t size) {
    CURLcode code = ((relais_curl_setopt)setopt)(easy, CURLOPT_POSTFIELDSIZE_LARGE, size);
    return code
        ? code
        : ((relais_curl_setopt)setopt)(easy, CURLOPT_COPYPOSTFIELDS, (const char *)bytes);
}

/// CURLOPT_HTTPHEADER: the list must live as long as the transfer.
static inline CURLcode relais_curl_set_headers(
    void *setopt, CURL *easy, struct curl_slist *list) {
    return ((relais_curl_setopt)setopt)(easy, CURLOPT_HTTPHEADER, list);
}

/// CURLOPT_ERRORBUFFER: CURL_ERROR_SIZE bytes that must live as long as the transfer.
static inline CURLcode relais_curl_set_error_buffer(
    void *setopt, CURL *easy, char *buffer) {
    return ((relais_curl_setopt)setopt)(easy, CURLOPT_ERRORBUFFER, buffer);
}

/// Both callbacks get `context`, which must live as long as the transfer.
static inline CURLcode relais_curl_set_callbacks(
    void *setopt, CURL *easy, curl_write_callback header, curl_write_callback body,
    void *context) {
    CURLcode code = ((relais_curl_setopt)setopt)(easy, CURLOPT_HEADERFUNCTION, header);
    if (!code) code = ((relais_curl_setopt)setopt)(easy, CURLOPT_HEADERDATA, context);
    if (!code) code = ((relais_curl_setopt)setopt)(easy, CURLOPT_WRITEFUNCTION, body);
    return code ? code : ((relais_curl_setopt)setopt)(easy, CURLOPT_WRITEDATA, context);
}

/// CURLOPT_CAINFO_BLOB: libcurl copies the text.
static inline CURLcode relais_curl_set_authority(
    void *setopt, CURL *easy, const char *pem, size_t size) {
    struct curl_blob blob = {(void *)pem, size, CURL_BLOB_COPY};
    return ((relais_curl_setopt)setopt)(easy, CURLOPT_CAINFO_BLOB, &blob);
}

/// CURLINFO_SSL_VERIFYRESULT: what OpenSSL found of the chain (X509_V_…), 0 when it is in order.
static inline long relais_curl_verified(void *getinfo, CURL *easy) {
    long result = 0;
    ((relais_curl_getinfo)getinfo)(easy, CURLINFO_SSL_VERIFYRESULT, &result);
    return result;
}

/// CURLINFO_RESPONSE_CODE; 0 when there is none.
static inline long relais_curl_status(void *getinfo, CURL *easy) {
    long status = 0;
    ((relais_curl_getinfo)getinfo)(easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

/// The result of a finished transfer: a union, which Swift reads less safely.
static inline CURLcode relais_curl_result(const CURLMsg *message) {
    return message->data.result;
}
