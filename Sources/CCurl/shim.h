#pragma once
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call. */
typedef size_t (*ccurl_receive)(char *bytes, size_t size, size_t count, void *context);
typedef size_t (*ccurl_send)(char *buffer, size_t size, size_t count, void *context);
typedef curl_socket_t (*ccurl_open)(void *context, curlsocktype purpose, struct curl_sockaddr *address);

static inline CURLcode ccurl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

static inline CURLcode ccurl_set_long(CURL *h, CURLoption o, long v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode ccurl_set_large(CURL *h, CURLoption o, curl_off_t v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode ccurl_set_text(CURL *h, CURLoption o, const char *v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode ccurl_set_list(CURL *h, CURLoption o, struct curl_slist *v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode ccurl_set_url(CURL *h, CURLU *v) { return curl_easy_setopt(h, CURLOPT_CURLU, v); }
static inline CURLcode ccurl_set_private(CURL *h, void *v) { return curl_easy_setopt(h, CURLOPT_PRIVATE, v); }

/* The bytes are copied; the length goes first, so that a zero byte does not end them. */
static inline CURLcode ccurl_set_body(CURL *h, const void *bytes, size_t count) {
    CURLcode c = curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return c == CURLE_OK ? curl_easy_setopt(h, CURLOPT_COPYPOSTFIELDS, bytes) : c;
}
static inline CURLcode ccurl_set_receive(CURL *h, ccurl_receive header, ccurl_receive body, void *context) {
    CURLcode c = curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, header);
    if (c == CURLE_OK) c = curl_easy_setopt(h, CURLOPT_HEADERDATA, context);
    if (c == CURLE_OK) c = curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, body);
    return c == CURLE_OK ? curl_easy_setopt(h, CURLOPT_WRITEDATA, context) : c;
}
/* What is sent is read in pieces; the other side's lines come to `line`. */
static inline CURLcode ccurl_set_upload(CURL *h, ccurl_send send, ccurl_receive line, size_t count, void *context) {
    CURLcode c = curl_easy_setopt(h, CURLOPT_READFUNCTION, send);
    if (c == CURLE_OK) c = curl_easy_setopt(h, CURLOPT_READDATA, context);
    if (c == CURLE_OK) c = curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, line);
    if (c == CURLE_OK) c = curl_easy_setopt(h, CURLOPT_HEADERDATA, context);
    if (c == CURLE_OK) c = curl_easy_setopt(h, CURLOPT_INFILESIZE_LARGE, (curl_off_t)count);
    return c == CURLE_OK ? curl_easy_setopt(h, CURLOPT_UPLOAD, 1L) : c;
}
static inline CURLcode ccurl_set_open(CURL *h, ccurl_open open, void *context) {
    CURLcode c = curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, open);
    return c == CURLE_OK ? curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, context) : c;
}

static inline long ccurl_status(CURL *h) {
    long status = 0;
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
    return status;
}
static inline void *ccurl_private(CURL *h) {
    char *value = NULL;
    curl_easy_getinfo(h, CURLINFO_PRIVATE, &value);
    return value;
}
/* The next finished transfer and its outcome, or null. */
static inline CURL *ccurl_finished(CURLM *multi, CURLcode *outcome) {
    int left;
    CURLMsg *m;
    while ((m = curl_multi_info_read(multi, &left))) {
        if (m->msg != CURLMSG_DONE) continue;
        *outcome = m->data.result;
        return m->easy_handle;
    }
    return NULL;
}
