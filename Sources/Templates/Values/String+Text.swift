extension String {
    /// First letter upper case, the rest lower case.
    var capitalizedFirst: String {
        guard let first = unicodeScalars.first else { return self }
        return first.properties.titlecaseMapping + String(unicodeScalars.dropFirst()).lowercased()
    }

    /// Without the white space around it; blanks and what is beyond ASCII are told apart by their bytes.
    func trimmed() -> String {
        var rest = utf8[...]
        while rest.first == 32 { rest.removeFirst() }
        while rest.last == 32 { rest.removeLast() }
        func isPlain(_ byte: UInt8?) -> Bool { byte.map { $0 > 32 && $0 < 127 } ?? true }
        let text = rest.count == utf8.count ? self : String(Substring(rest))
        return isPlain(rest.first) && isPlain(rest.last) ? text : text.trimmed(of: \.properties.isWhitespace)
    }

    func trimmed(of isTrimmed: (Unicode.Scalar) -> Bool) -> String {
        var rest = unicodeScalars[...]
        while let first = rest.first, isTrimmed(first) { rest.removeFirst() }
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return String(rest)
    }

    func pieces(separatedBy separator: String) -> [String] {
        var pieces: [String] = []
        var start = utf8.startIndex
        while let found = firstRange(ofText: separator, from: start), !found.isEmpty {
            pieces.append(String(self[start..<found.lowerBound]))
            start = found.upperBound
        }
        return pieces + [String(self[start...])]
    }

    /// With an empty `old`, `new` is put between all code points, as in Python.
    func replacing(_ old: String, with new: String, limit: Int?) throws -> String {
        var left = limit.map { $0 < 0 ? Int.max : $0 } ?? Int.max
        let (size, overflow) = (utf8.count + 1).multipliedReportingOverflow(by: new.utf8.count + 1)
        guard !overflow, size / Swift.max(1, old.utf8.count) <= Value.sizeLimit * 4 else {
            throw Fault.wrong("the result is too long")
        }
        guard !old.isEmpty else {
            var result = ""
            for scalar in unicodeScalars {
                if left > 0 {
                    result += new
                    left -= 1
                }
                result.unicodeScalars.append(scalar)
            }
            return left > 0 ? result + new : result
        }
        var result = ""
        var start = utf8.startIndex
        while left > 0, let found = firstRange(ofText: old, from: start) {
            result += self[start..<found.lowerBound]
            result += new
            start = found.upperBound
            left -= 1
        }
        return result + self[start...]
    }
}
