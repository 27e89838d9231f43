#pragma once
#include <microhttpd.h>

// MHD_start_daemon and MHD_get_connection_info are variadic, which Swift cannot call.

/// MHD_start_daemon on a socket that listens already: epoll loops on `loops` threads, with
/// suspended connections allowed and the parser strict. With `certificate` (PEM, ending in NUL) it
/// speaks TLS as `priorities` has it (GnuTLS). `context` reaches every callback. NULL on failure.
static inline struct MHD_Daemon *relais_mhd_start(
    MHD_socket listening, unsigned int loops, unsigned int connections,
    unsigned int idle_seconds, size_t connection_memory,
    const char *certificate, const char *key, const char *priorities,
    MHD_NotifyConnectionCallback connected,
    void *(*begin)(void *context, const char *target, struct MHD_Connection *connection),
    MHD_AccessHandlerCallback advance, MHD_RequestCompletedCallback end, void *context) {
    struct MHD_OptionItem encryption[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)priorities},
        {MHD_OPTION_END, 0, NULL},
    };
    // Without a certificate the list ends before it begins.
    if (!certificate) encryption[0].option = MHD_OPTION_END;
    unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    if (certificate) flags |= MHD_USE_TLS;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, advance, context,
        MHD_OPTION_LISTEN_SOCKET, listening,
        MHD_OPTION_THREAD_POOL_SIZE, loops,
        MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_NOTIFY_CONNECTION, connected, context,
        MHD_OPTION_URI_LOG_CALLBACK, begin, context,
        MHD_OPTION_NOTIFY_COMPLETED, end, context,
        MHD_OPTION_ARRAY, encryption,
        MHD_OPTION_END);
}

/// The client's address; NULL when unknown. Lives as long as the connection.
static inline const struct sockaddr *relais_mhd_client_address(
    struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

/// The socket of a connection; -1 when unknown.
static inline int relais_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}
