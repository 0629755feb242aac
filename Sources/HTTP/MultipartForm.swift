package import Forms

/// A form with files (RFC 7578) as browsers send it, read strictly: what another reader might take apart
/// differently is refused.
package struct MultipartForm: Sendable {
    package struct Limits: Sendable, Equatable {
        package var bytes: Int
        package var parts: Int
        /// Of one part's header.
        package var headerBytes: Int
        /// Of a field that is no file.
        package var fieldBytes: Int

        package init(bytes: Int = 20 << 20, parts: Int = 10, headerBytes: Int = 4 << 10, fieldBytes: Int = 64 << 10) {
            self.bytes = bytes
            self.parts = parts
            self.headerBytes = headerBytes
            self.fieldBytes = fieldBytes
        }
    }

    package struct Part: Sendable {
        package let name: String
        /// What the sender calls the file: words to show, never a path. nil for a field.
        package let fileName: String?
        /// Shares the body's memory.
        package let content: ArraySlice<UInt8>
    }

    package let parts: [Part]

    package init(_ body: [UInt8], boundary: String, limits: Limits = Limits()) throws(BodyRefusal) {
        guard body.count <= limits.bytes else { throw .tooLarge }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter stands at the very beginning, without the line end before it.
        guard body.starts(with: delimiter.dropFirst(2)) else { throw .malformed("the form does not begin") }
        var parts: [Part] = []
        var position = delimiter.count - 2
        while !body[position...].starts(with: "--".utf8) {
            guard body[position...].starts(with: "\r\n".utf8) else { throw .malformed("text after a delimiter") }
            guard parts.count < limits.parts else { throw .malformed("more than \(limits.parts) parts") }
            let header = position..<min(position + limits.headerBytes, body.count)
            guard let end = Self.find(Array("\r\n\r\n".utf8), in: body, header) else {
                throw .malformed("the header of a part does not end")
            }
            // An empty part whose delimiter lacks its own line end: some take it for one, others for content.
            guard !body[(end + 4)...].starts(with: delimiter.dropFirst(2)),
                let next = Self.find(delimiter, in: body, end + 4..<body.count)
            else { throw .malformed("a part does not end") }
            let part = try PartHeader(body[position + 2..<max(position + 2, end)])
            let content = body[end + 4..<next]
            guard part.fileName != nil || content.count <= limits.fieldBytes else {
                throw .malformed("a field is too long")
            }
            parts.append(Part(name: part.name, fileName: part.fileName, content: content))
            position = next + delimiter.count
        }
        guard body[(position + 2)...].elementsEqual("\r\n".utf8) || body.count == position + 2 else {
            throw .malformed("text after the form")
        }
        self.parts = parts
    }

    /// The file that was chosen in a field of that name; nil where none was.
    package func file(_ name: String) -> Part? {
        parts.first { $0.name == name && $0.fileName != nil && !($0.fileName == "" && $0.content.isEmpty) }
    }

    /// Everything but the files.
    package var input: Input {
        get throws(BodyRefusal) {
            var input = Input()
            for part in parts where part.fileName == nil {
                guard let text = StreamSafe.string(Array(part.content)), !part.content.contains(0) else {
                    throw .malformed("a field is not UTF-8")
                }
                input.append(part.name, text)
            }
            return input
        }
    }

    /// What is looked for begins with a line end, which occurs in it again only where it cannot begin anew.
    private static func find(_ wanted: [UInt8], in bytes: [UInt8], _ range: Range<Int>) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var position = range.lowerBound
            while position + wanted.count <= range.upperBound {
                if bytes[position] == 13, bytes[position..<position + wanted.count].elementsEqual(wanted) {
                    return position
                }
                position += 1
            }
            return nil
        }
    }
}

extension Request {
    /// The body as a form with files. Only where the route takes files.
    package func form() throws(BodyRefusal) -> MultipartForm {
        guard let uploads else { throw .unsupportedMediaType }
        if bodyOverflow != nil { throw .tooLarge }
        guard let type = headers["content-type"].flatMap(ContentType.init), type.essence == "multipart/form-data",
            let boundary = type.boundary
        else { throw .unsupportedMediaType }
        return try MultipartForm(body, boundary: boundary, limits: uploads)
    }

    /// The file that was chosen in a field of that name; nil where none was, or where no files came at all.
    package func file(_ name: String) throws(BodyRefusal) -> MultipartForm.Part? {
        guard headers["content-type"].flatMap(ContentType.init)?.essence == "multipart/form-data" else { return nil }
        return try form().file(name)
    }
}
