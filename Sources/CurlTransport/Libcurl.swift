// Libcurl: the library, loaded when somebody first speaks to a server.
//
// With what it needs it is thirty libraries, which took four milliseconds of every command, also of
// those that need no network: a third of what `relais status` takes altogether.

import CCurl
import ClientCore

// Written once, before it is first read; the functions may be called from any thread.
nonisolated(unsafe) let curl = relais_curl_load(Libcurl.file)

enum Libcurl {
    /// The name of its second ABI, which is that of every version since 2006.
    static let file = "libcurl.so.4"

    static let missing = TransportError(
        kind: .unreachable, detail: "\(file) is not on this machine, or lacks functions")
}
