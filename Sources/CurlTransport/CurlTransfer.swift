// One transfer on the engine's thread: sets a handle up for a call, collects what comes, and says
// in the end what became of it.

import CCurl
import ClientCore

/// The state of a transfer, at which the handle's callbacks point; confined to the engine's thread.
final class CurlTransfer {
    let call: CurlCall

    private var status = 0
    private var headers: [TransportHeader] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let errorBuffer: UnsafeMutablePointer<CChar>

    /// Far above what any server of the product sends.
    private static let maximumHeaderBytes = 64 << 10
    /// A transfer slower than this many bytes a second, for this many seconds, is given up.
    private static let lowestSpeed = (bytes: 16, seconds: 30)

    init(_ call: CurlCall) {
        self.call = call
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_slist_free_all(headerList)
        errorBuffer.deallocate()
    }

    /// Sets every option of a fresh or reset handle; false when there is no memory.
    ///
    /// The handle points at this transfer from then on, until it is reset or freed.
    func prepare(_ easy: UnsafeMutableRawPointer) -> Bool {
        guard buildHeaderList() else { return false }
        let options = call.options
        let context = Unmanaged.passUnretained(self).toOpaque()
        let codes = [
            relais_curl_set_error_buffer(easy, errorBuffer),
            relais_curl_set_callbacks(easy, receiveHeader, receiveBody, context),
            relais_curl_set_headers(easy, headerList),
            relais_curl_set_text(easy, CURLOPT_URL, call.url),
            options.userAgent.map { relais_curl_set_text(easy, CURLOPT_USERAGENT, $0) }
                ?? CURLE_OK,
            relais_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https"),
            // Empty and not unset: unset would take the proxy of the environment.
            relais_curl_set_text(easy, CURLOPT_PROXY, ""),
            relais_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0),
            relais_curl_set_long(easy, CURLOPT_NOSIGNAL, 1),
            // Without it, giving a transfer up waits for a name server that does not answer.
            relais_curl_set_long(easy, CURLOPT_QUICK_EXIT, 1),
            relais_curl_set_long(
                easy, CURLOPT_CONNECTTIMEOUT_MS, options.connectTimeoutMilliseconds),
            relais_curl_set_size(
                easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(options.maximumResponseBytes)),
        ]
        return codes.allSatisfy { $0 == CURLE_OK } && prepareEnd(easy) && prepareMethod(easy)
            && prepareTrust(easy)
    }

    /// TLS 1.2 or newer, and a certificate that is in order, whatever libcurl's defaults are.
    private func prepareTrust(_ easy: UnsafeMutableRawPointer) -> Bool {
        let trust = call.options.trust
        var codes = [
            relais_curl_set_long(
                easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
            relais_curl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1),
            relais_curl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2),
        ]
        if let pin = trust.pin {
            codes.append(relais_curl_set_text(easy, CURLOPT_PINNEDPUBLICKEY, pin))
        }
        if var authority = trust.authority {
            codes.append(
                authority.withUTF8 { bytes in
                    bytes.withMemoryRebound(to: CChar.self) {
                        relais_curl_set_authority(easy, $0.baseAddress, $0.count)
                    }
                })
            // Only these count: the folder of the system's would be read beside them.
            codes.append(relais_curl_set_text(easy, CURLOPT_CAPATH, nil))
        }
        return codes.allSatisfy { $0 == CURLE_OK }
    }

    /// When to give up an answer that takes too long: never when it is a stream, whose reader
    /// knows how long silence may last.
    private func prepareEnd(_ easy: UnsafeMutableRawPointer) -> Bool {
        if call.receive != nil { return true }
        let codes = [
            relais_curl_set_long(easy, CURLOPT_TIMEOUT_MS, call.options.timeoutMilliseconds),
            relais_curl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, Self.lowestSpeed.bytes),
            relais_curl_set_long(easy, CURLOPT_LOW_SPEED_TIME, Self.lowestSpeed.seconds),
        ]
        return codes.allSatisfy { $0 == CURLE_OK }
    }

    private func prepareMethod(_ easy: UnsafeMutableRawPointer) -> Bool {
        let hasBody = !call.body.isEmpty || ["POST", "PUT", "PATCH"].contains(call.method)
        if call.method == "HEAD" {
            // libcurl must know, or it waits for the body that the length announces.
            return relais_curl_set_long(easy, CURLOPT_NOBODY, 1) == CURLE_OK
        }
        if hasBody {
            let code = call.body.withUnsafeBytes { bytes in
                // An empty array may have no address, which libcurl reads as "no body at all".
                bytes.baseAddress.map {
                    relais_curl_set_body(easy, $0, curl_off_t(bytes.count))
                } ?? relais_curl_set_body(easy, "", 0)
            }
            guard code == CURLE_OK else { return false }
        }
        return relais_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, call.method) == CURLE_OK
    }

    private func buildHeaderList() -> Bool {
        for line in call.headers {
            guard let longer = curl_slist_append(headerList, line) else { return false }
            headerList = longer
        }
        return true
    }

    // MARK: - What comes in

    /// One line of the head; false ends the transfer.
    fileprivate func receive(header line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.maximumHeaderBytes else {
            isTooLarge = true
            return false
        }
        if line.starts(with: "HTTP/".utf8) {
            // A new head: what came before belonged to an interim answer (100, 103).
            headers = []
            let word = line.split(separator: UInt8(ascii: " ")).dropFirst().first
            status = word.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
            return true
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        headers.append(TransportHeader(name: name, value: Self.trimmed(line[(colon + 1)...])))
        return true
    }

    /// Part of the body, as it was sent; false ends the transfer.
    fileprivate func receive(body part: UnsafeRawBufferPointer) -> Bool {
        if let receive = call.receive, status == 200 {
            // A stream was asked for without coding; one that has a coding cannot be read.
            let coding = headers.first { $0.name == "content-encoding" }?.value ?? "identity"
            return coding.lowercased() == "identity" && receive(Array(part))
        }
        guard part.count <= call.options.maximumResponseBytes - body.count else {
            isTooLarge = true
            return false
        }
        body += part
        return true
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        let start = bytes.drop { $0 <= 0x20 }
        let end = start.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? start.startIndex
        return String(decoding: start[..<end], as: UTF8.self)
    }

    // MARK: - How it ends

    /// The answer to the caller, once libcurl has finished with this code and status, and found
    /// this of the certificate.
    func result(_ code: CURLcode, status: Int, verified: Int) -> CurlResult {
        if code == CURLE_OK {
            // A whole head was read, or libcurl would not call it a success.
            return .success(TransportResponse(status: status, headers: headers, body: body))
        }
        let kind = isTooLarge ? .responseTooLarge : Self.kind(of: code, verified)
        return .failure(TransportError(kind: kind, detail: detail(of: code)))
    }

    /// libcurl's own words, which name hosts and files and never quote a header.
    private func detail(of code: CURLcode) -> String {
        let particular = String(cString: errorBuffer)
        let general = String(cString: curl_easy_strerror(code))
        return "curl \(code.rawValue): \(particular.isEmpty ? general : particular)"
    }

    private static func kind(of code: CURLcode, _ verified: Int) -> TransportError.Kind {
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION:
            switch verified {
            // Nothing was found of the chain, so it is the name: libcurl compares it itself, and
            // before it notes that the chain is in order (1, X509_V_ERR_UNSPECIFIED).
            case 0, 1: .wrongHost
            // X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED
            // (https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error).
            case 9, 10: .certificateExpired
            default: .unknownAuthority
            }
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH: .pinMismatch
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
            .unreachable
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_FILESIZE_EXCEEDED: .responseTooLarge
        case CURLE_URL_MALFORMAT: .invalidAddress
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
            CURLE_USE_SSL_FAILED:
            .tls
        default: .interrupted
        }
    }
}

// C callbacks must be file-level functions: a closure cannot carry the context. They answer with
// the number of bytes taken; any other number ends the transfer.

private func receiveHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer.receive(header: line) ? line.count : 0
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
    // Nothing to take is no reason to stop, but 0 would be read as one only if bytes had come.
    return transfer.receive(body: part) ? part.count : part.count + 1
}
