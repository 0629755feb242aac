import CCurl

/// One mail while it is handed over. Made by the caller, then touched only by the thread of `TransferLoop`.
final class MailTransfer: Drivable, @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
    var answer: CheckedContinuation<MailOutcome, Never>?

    private let bytes: [UInt8]
    private var sent = 0
    /// The server's last line but its farewell.
    private var reply = ""
    private var lists: [UnsafeMutablePointer<curl_slist>?] = []

    init?(_ message: MailMessage, to server: SMTPClient.Server, names: [String]) {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        bytes = message.bytes
        guard prepare(message, server, names) else { return nil }
    }

    deinit {
        curl_easy_cleanup(handle)
        lists.forEach(curl_slist_free_all)
    }

    private func prepare(_ message: MailMessage, _ server: SMTPClient.Server, _ names: [String]) -> Bool {
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        let recipients = curl_slist_append(nil, message.recipient)
        let resolved = names.reduce(nil) { curl_slist_append($0, $1) }
        lists = [recipients, resolved]
        // A server that offers no STARTTLS gets nothing, neither a password nor a mail.
        let security = server.isLoopback && !server.isTLS ? CURLUSESSL_NONE : CURLUSESSL_ALL
        var outcomes = [
            // The path is the name we greet with.
            ccurl_set_text(
                handle, CURLOPT_URL,
                "\(server.isTLS ? "smtps" : "smtp")://\(host):\(server.port)/\(message.from.domain)"),
            ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
            ccurl_set_text(handle, CURLOPT_PROXY, ""),
            ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            ccurl_set_long(handle, CURLOPT_USE_SSL, Int(security.rawValue)),
            ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1),
            ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2),
            ccurl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, server.connectMilliseconds),
            ccurl_set_long(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, server.stepSeconds),
            ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, server.totalMilliseconds),
            ccurl_set_text(handle, CURLOPT_MAIL_FROM, message.from.address),
            ccurl_set_list(handle, CURLOPT_MAIL_RCPT, recipients),
            ccurl_set_upload(handle, readMail, takeLine, bytes.count, Unmanaged.passUnretained(self).toOpaque()),
        ]
        if resolved != nil { outcomes.append(ccurl_set_list(handle, CURLOPT_RESOLVE, resolved)) }
        if let file = server.authorities { outcomes.append(ccurl_set_text(handle, CURLOPT_CAINFO, file)) }
        if !server.user.isEmpty {
            outcomes.append(ccurl_set_text(handle, CURLOPT_USERNAME, server.user))
            outcomes.append(ccurl_set_text(handle, CURLOPT_PASSWORD, server.password))
        }
        return recipients != nil && outcomes.allSatisfy { $0 == CURLE_OK }
    }

    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = bytes[sent...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        sent += part.count
        return part.count
    }

    fileprivate func take(line: UnsafeRawBufferPointer) {
        // The farewell, which comes after everything, decides nothing.
        if line.starts(with: "221".utf8) { return }
        // What a foreign server says is shown to an operator: signs alone, and not much of them.
        reply = String(decoding: line.filter { (32...126).contains($0) }.prefix(200), as: UTF8.self)
    }

    func finish(_ outcome: CURLcode) {
        answer?.resume(returning: result(outcome))
        answer = nil
    }

    private func result(_ outcome: CURLcode) -> MailOutcome {
        let status = ccurl_status(handle)
        switch outcome {
        case CURLE_OK: return .taken(reply)
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_WEIRD_SERVER_REPLY:
            // 53x is about who we are, and a refused greeting about the server; both may change.
            let isAboutTheMail = outcome != CURLE_WEIRD_SERVER_REPLY || sent == bytes.count
            if isAboutTheMail, (500...599).contains(status), !(530...539).contains(status) { return .refused(reply) }
            return .delayed((400...599).contains(status) ? reply : "the connection broke off after: \(reply)")
        case CURLE_OPERATION_TIMEDOUT: return .delayed("the server did not answer in time")
        case CURLE_COULDNT_RESOLVE_HOST: return .delayed("there is no machine of the server's name")
        case CURLE_COULDNT_CONNECT: return .delayed("the server cannot be reached")
        case CURLE_LOGIN_DENIED: return .delayed("the server refused the password: \(reply)")
        case CURLE_USE_SSL_FAILED: return .delayed("the server offers no STARTTLS: \(reply)")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER:
            return .delayed("the server's certificate is not valid")
        default: return .delayed("the server was left (\(outcome.rawValue)) after: \(reply)")
        }
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> MailTransfer? {
    context.map { Unmanaged<MailTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private let readMail: ccurl_send = { buffer, size, count, context in
    guard let transfer = transfer(context), let buffer else { return Int(CURL_READFUNC_ABORT) }
    return transfer.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
}

private let takeLine: ccurl_receive = { bytes, size, count, context in
    transfer(context)?.take(line: UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
}
