extension PictureParts {
    /// nil unless it is a chain of segments with one frame, a scan and an end.
    init?(jpeg file: FileBytes) {
        self.init()
        content = [0xFF, 0xD8]
        var position = 2
        var hasScan = false
        while let mark = file.big(position, 2), mark >> 8 == 0xFF {
            let kind = mark & 0xFF
            // Any number of these may stand before a mark.
            if kind == 0xFF {
                position += 1
                continue
            }
            if kind == 0xD9 {
                guard hasScan else { return nil }
                content += [0xFF, 0xD9]
                return
            }
            guard kind != 0, kind != 0x01, !(0xD0...0xD8).contains(kind), let length = file.big(position + 2, 2),
                length >= 2, let segment = file.slice(position, length + 2)
            else { return nil }
            if Self.isFrame(kind) {
                guard width == 0, let high = file.big(position + 5, 2), let wide = file.big(position + 7, 2), wide > 0
                else { return nil }
                (width, height) = (wide, high)
            }
            if Self.draws(kind, file, position) { content += segment }
            position += length + 2
            guard kind == 0xDA else { continue }
            guard width > 0 else { return nil }
            hasScan = true
            let end = Self.endOfScan(file, from: position)
            content += file.bytes[position..<end]
            position = end
        }
        return nil
    }

    private static func isFrame(_ kind: Int) -> Bool {
        (0xC0...0xCF).contains(kind) && ![0xC4, 0xC8, 0xCC].contains(kind)
    }

    /// Tables, frames and scans; of what programs add, only the density, the colours' profile and Adobe's word on
    /// the colours. The rest tells where and with what a picture was taken.
    private static func draws(_ kind: Int, _ file: FileBytes, _ position: Int) -> Bool {
        switch kind {
        case 0xC0...0xCF, 0xDA...0xDF: true
        case 0xE0: file.text(position + 4, 5) == "JFIF\0"
        case 0xE2: file.text(position + 4, 12) == "ICC_PROFILE\0"
        case 0xEE: file.text(position + 4, 5) == "Adobe"
        default: false
        }
    }

    /// Where the next mark stands that is no part of the scan's own data.
    private static func endOfScan(_ file: FileBytes, from start: Int) -> Int {
        var position = start
        while position + 1 < file.bytes.count {
            let next = file.bytes[position + 1]
            if file.bytes[position] == 0xFF, next != 0, !(0xD0...0xD7).contains(next), next != 0xFF { return position }
            position += 1
        }
        return file.bytes.count
    }
}
