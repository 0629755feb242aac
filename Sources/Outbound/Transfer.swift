import CCurl
import HTTP

/// One call while it runs. Made by the caller, then touched only by the thread of `TransferLoop`.
final class Transfer: Drivable, @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
    var answer: CheckedContinuation<Result<OutboundResponse, OutboundFailure>, Never>?

    private let url: CheckedURL
    private let headers: HeaderLines
    private let byteLimit: Int
    private var resolved: UnsafeMutablePointer<curl_slist>?
    private var response = OutboundResponse(Status(code: 0))
    private var headerBytes = 0
    private var refusedAddress = false
    private var tooLarge = false

    init(
        _ request: OutboundRequest, to url: CheckedURL, headers: HeaderLines, limits: OutboundClient.Limits,
        authorities: String?, names: [String]
    ) throws(OutboundFailure) {
        guard let handle = curl_easy_init() else { throw .connection }
        self.handle = handle
        self.url = url
        self.headers = headers
        byteLimit = limits.responseBytes
        for name in names { resolved = curl_slist_append(resolved, name) }
        guard prepare(request, limits, authorities) else { throw .connection }
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(resolved)
    }

    private func prepare(_ request: OutboundRequest, _ limits: OutboundClient.Limits, _ authorities: String?) -> Bool {
        let context = Unmanaged.passUnretained(self).toOpaque()
        var outcomes = [
            ccurl_set_url(handle, url.handle),
            ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
            ccurl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0),
            ccurl_set_text(handle, CURLOPT_PROXY, ""),
            ccurl_set_text(handle, CURLOPT_NOPROXY, "*"),
            ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            ccurl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1),
            ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2),
            ccurl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, limits.connectMilliseconds),
            ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, limits.totalMilliseconds),
            ccurl_set_large(handle, CURLOPT_MAXFILESIZE_LARGE, limits.responseBytes),
            ccurl_set_list(handle, CURLOPT_HTTPHEADER, headers.list),
            ccurl_set_private(handle, context),
            ccurl_set_receive(handle, receiveHeader, receiveBody, context),
            ccurl_set_open(handle, openSocket, context),
        ]
        if let resolved { outcomes.append(ccurl_set_list(handle, CURLOPT_RESOLVE, resolved)) }
        if let authorities { outcomes.append(ccurl_set_text(handle, CURLOPT_CAINFO, authorities)) }
        if !request.body.isEmpty || request.method == .post {
            outcomes.append(ccurl_set_body(handle, request.body, request.body.count))
        }
        if request.method == .head { outcomes.append(ccurl_set_long(handle, CURLOPT_NOBODY, 1)) }
        outcomes.append(ccurl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue))
        return outcomes.allSatisfy { $0 == CURLE_OK }
    }

    /// The address was resolved and the next step would be to connect: here, and only here, it is decided.
    fileprivate func mayConnect(_ address: UnsafePointer<curl_sockaddr>) -> Bool {
        if url.isOpened || InternetAddress(address)?.isPublic == true { return true }
        refusedAddress = true
        return false
    }

    fileprivate func take(header line: [UInt8]) -> Bool {
        headerBytes += line.count
        guard headerBytes <= 65_536 else {
            tooLarge = true
            return false
        }
        // Header text is ASCII; what is not could be made expensive to compare (long runs of combining marks).
        let text = String(decoding: line.map { $0 < 0x80 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
        // A new status line begins a new head: what an interim answer (100) said is past.
        if text.hasPrefix("HTTP/") { response.headers = [:] }
        guard let colon = text.firstIndex(of: ":"), !text.hasPrefix("HTTP/") else { return true }
        let value = text[text.index(after: colon)...].drop { $0.isWhitespace }
        response.headers.append(
            String(text[..<colon]), String(value.reversed().drop { $0.isWhitespace }.reversed()))
        return true
    }

    fileprivate func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard response.body.count + bytes.count <= byteLimit else {
            tooLarge = true
            return false
        }
        response.body += bytes
        return true
    }

    func finish(_ outcome: CURLcode) {
        answer?.resume(returning: result(outcome))
        answer = nil
    }

    private func result(_ outcome: CURLcode) -> Result<OutboundResponse, OutboundFailure> {
        if tooLarge { return .failure(.tooLarge) }
        switch outcome {
        case CURLE_OK:
            response.status = Status(code: ccurl_status(handle))
            return .success(response)
        case CURLE_OPERATION_TIMEDOUT: return .failure(refusedAddress ? .refusedAddress : .timeout)
        case CURLE_COULDNT_CONNECT: return .failure(refusedAddress ? .refusedAddress : .connection)
        case CURLE_COULDNT_RESOLVE_HOST: return .failure(.unknownHost)
        case CURLE_FILESIZE_EXCEEDED: return .failure(.tooLarge)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
            return .failure(.malformed)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return .failure(.tls)
        default: return .failure(.connection)
        }
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

/// Anything but the number of bytes given ends the call.
private let receiveHeader: ccurl_receive = { bytes, size, count, context in
    guard let transfer = transfer(context) else { return 0 }
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer.take(header: Array(line)) ? size * count : 0
}

private let receiveBody: ccurl_receive = { bytes, size, count, context in
    guard let transfer = transfer(context) else { return 0 }
    return transfer.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private let openSocket: ccurl_open = { context, _, address in
    guard let transfer = transfer(context), let address, transfer.mayConnect(address) else {
        return curl_socket_t(CURL_SOCKET_BAD)
    }
    let facts = address.pointee
    return socket(facts.family, facts.socktype | Int32(SOCK_CLOEXEC.rawValue), facts.protocol)
}
