// The port through which the client is told of changes. It stands apart from `Transport`, so that
// an app whose transport cannot stream still synchronises.

/// A transport that also carries answers that have no foreseeable end.
public protocol LiveTransport: Transport {
    /// Sends a request and hands over the body of its answer piece by piece, as it comes.
    ///
    /// Neither the answer's length nor its duration is limited: the caller cancels its task to end
    /// it, and this returns soon after. The pieces are the body without any coding; how it is cut
    /// means nothing. Only an answer of status 200 is handed over; any other is returned whole, as
    /// by `send`.
    ///
    /// - Parameter receive: called in order, one call at a time, from any thread; must not block.
    ///   Answers false to give the stream up.
    /// - Returns: the answer, once it has ended; its body is empty when it was handed over.
    /// - Throws: `TransportError`, kind `interrupted` when the stream broke or was given up.
    func stream(
        _ request: TransportRequest, receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(TransportError) -> TransportResponse
}
