import HTTP

/// The beginning of what another machine answered, fit to be kept and shown: at most 200 characters, all of
/// them visible, and without the key that was sent along.
func safeExcerpt(of body: [UInt8], hiding secret: String) -> String {
    let message = (try? JSON(parsing: body))?["message"]?.string
    let bytes = message.map { Array($0.utf8) } ?? body
    let text = String(decoding: bytes.prefix(4_000), as: UTF8.self)
    return visible(secret.isEmpty ? text : hidden(secret, in: text), limit: 200)
}

/// Line breaks and everything invisible become one space; marks pile up at most three high.
func visible(_ text: String, limit: Int) -> String {
    var result = String.UnicodeScalarView()
    var count = 0
    var isPending = false
    var marks = 0
    for scalar in text.unicodeScalars where count < limit {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            isPending = !result.isEmpty
            continue
        case .nonspacingMark, .enclosingMark, .spacingMark: marks += 1
        default: marks = 0
        }
        guard marks <= 3, scalar != "\u{fffd}" else { continue }
        if isPending {
            result.append(" ")
            count += 1
            isPending = false
            if count == limit { break }
        }
        result.append(scalar)
        count += 1
    }
    return String(result)
}

/// By bytes: comparing foreign text as strings can be made expensive.
private func hidden(_ secret: String, in text: String) -> String {
    let (secret, bytes) = (Array(secret.utf8), Array(text.utf8))
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
        if bytes[position...].starts(with: secret) {
            result += "***".utf8
            position += secret.count
        } else {
            result.append(bytes[position])
            position += 1
        }
    }
    return String(decoding: result, as: UTF8.self)
}
