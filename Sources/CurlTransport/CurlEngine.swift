// The one thread on which libcurl runs. It sleeps in curl_multi_poll, and the only call that other
// threads make is curl_multi_wakeup, which is made for that; so cancelling acts at once.
//
// "You must never share the same handle in multiple threads" (libcurl-thread(3)): all handles are
// made, used and freed here.

import CCurl
import ClientCore
import Glibc
import Shared

/// Runs calls, several at a time, and keeps connections open between them.
final class CurlEngine: Sendable {
    private struct Mailbox {
        var started: [CurlCall] = []
        var hasCancelled = false
        var isStopped = false
    }

    /// Handles kept for the next call; more than one only when calls overlap.
    private static let maximumIdleHandles = 4
    /// Nothing is due by then; libcurl's own timers end the wait earlier.
    private static let longestWaitMilliseconds: Int32 = 60_000

    private let mailbox = Locked(Mailbox())
    private let thread = Locked<pthread_t?>(nil)
    // Used by the engine's thread, which frees it last of all, and by curl_multi_wakeup, which any
    // thread may call; `wake` calls it under the mailbox's lock and not after `isStopped`.
    nonisolated(unsafe) private let multi: UnsafeMutableRawPointer

    init() throws(TransportError) {
        guard curl.is_loaded != 0 else { throw Libcurl.missing }
        guard initialised == CURLE_OK, let multi = curl.multi_init() else {
            throw TransportError(kind: .unreachable, detail: "libcurl could not be initialised")
        }
        self.multi = multi
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        guard pthread_create(&thread, nil, engineMain, context.toOpaque()) == 0 else {
            context.release()
            _ = curl.multi_cleanup(multi)
            throw TransportError(kind: .unreachable, detail: "no thread could be made")
        }
        self.thread.withLock { [thread] in $0 = thread }
    }

    /// Begins a call and answers it in time, once, through this continuation.
    func start(
        _ call: CurlCall, answering continuation: CheckedContinuation<CurlResult, Never>
    ) {
        call.wait(continuation)
        post { $0.started.append(call) }
    }

    /// Gives a call up, begun or not; its caller is answered before this returns.
    func cancel(_ call: CurlCall) {
        call.cancel()
        post { $0.hasCancelled = true }
    }

    /// Ends the thread and waits for it. No call may be in progress.
    func stop() {
        post { $0.isStopped = true }
        let ending = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let ending { pthread_join(ending, nil) }
    }

    private func post(_ change: (inout Mailbox) -> Void) {
        mailbox.withLock { mailbox in
            guard !mailbox.isStopped else { return }
            change(&mailbox)
            _ = curl.multi_wakeup(multi)
        }
    }

    /// The thread's whole life.
    fileprivate func run() {
        blockSignals()
        var running: [UnsafeMutableRawPointer: CurlTransfer] = [:]
        var idle: [UnsafeMutableRawPointer] = []
        while true {
            let mail = mailbox.withLock { mailbox in
                defer {
                    mailbox.started = []
                    mailbox.hasCancelled = false
                }
                return mailbox
            }
            if mail.isStopped { break }
            if mail.hasCancelled {
                for (easy, transfer) in running where transfer.call.isCancelled {
                    retire(easy, from: &running, to: &idle)
                }
            }
            for call in mail.started where !call.isCancelled {
                start(call, in: &running, using: &idle)
            }
            var count: Int32 = 0
            _ = curl.multi_perform(multi, &count)
            finish(&running, &idle)
            _ = curl.multi_poll(multi, nil, 0, Self.longestWaitMilliseconds, nil)
        }
        for easy in running.keys { _ = curl.multi_remove_handle(multi, easy) }
        for easy in Array(running.keys) + idle { curl.easy_cleanup(easy) }
        _ = curl.multi_cleanup(multi)
    }

    private func start(
        _ call: CurlCall, in running: inout [UnsafeMutableRawPointer: CurlTransfer],
        using idle: inout [UnsafeMutableRawPointer]
    ) {
        let failure = TransportError(kind: .unreachable, detail: "libcurl is out of memory")
        guard let easy = idle.popLast() ?? curl.easy_init() else {
            return call.answer(.failure(failure))
        }
        let transfer = CurlTransfer(call)
        guard transfer.prepare(easy), curl.multi_add_handle(multi, easy) == CURLM_OK else {
            curl.easy_cleanup(easy)
            return call.answer(.failure(failure))
        }
        running[easy] = transfer
    }

    /// Answers every transfer that has ended.
    private func finish(
        _ running: inout [UnsafeMutableRawPointer: CurlTransfer],
        _ idle: inout [UnsafeMutableRawPointer]
    ) {
        var left: Int32 = 0
        while let message = curl.multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = running[easy]
            else { continue }
            // Read before the handle is removed, which frees the message.
            let result = transfer.result(
                relais_curl_result(message), status: relais_curl_status(curl.easy_getinfo, easy),
                verified: relais_curl_verified(curl.easy_getinfo, easy))
            retire(easy, from: &running, to: &idle)
            transfer.call.answer(result)
        }
    }

    private func retire(
        _ easy: UnsafeMutableRawPointer,
        from running: inout [UnsafeMutableRawPointer: CurlTransfer],
        to idle: inout [UnsafeMutableRawPointer]
    ) {
        _ = curl.multi_remove_handle(multi, easy)
        // Forgets the pointers into the transfer; the connections belong to `multi` and stay.
        curl.easy_reset(easy)
        running[easy] = nil
        if idle.count < Self.maximumIdleHandles {
            idle.append(easy)
        } else {
            curl.easy_cleanup(easy)
        }
    }

    /// Leaves every signal to the program's other threads; TLS writes may raise SIGPIPE.
    private func blockSignals() {
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}

/// Once for the process, by whoever comes first.
private let initialised = curl.global_init(Int(CURL_GLOBAL_ALL))

// A C callback must be a file-level function: a closure cannot carry the context.
private func engineMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context {
        Unmanaged<CurlEngine>.fromOpaque(context).takeRetainedValue().run()
    }
    return nil
}
