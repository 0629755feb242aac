extension PictureParts {
    /// nil unless it is a chain of chunks as long as it says, with one picture that stands still.
    init?(webp file: FileBytes) {
        guard let size = file.little(4, 4), size >= 4, file.slice(8, size) != nil else { return nil }
        self.init()
        content = Array(file.bytes.prefix(12))
        var canvas: (width: Int, height: Int)?
        var position = 12
        while position < size + 8 {
            guard let name = file.text(position, 4), let length = file.little(position + 4, 4),
                position + 8 + length <= size + 8, let chunk = file.slice(position, 8 + length)
            else { return nil }
            var kept = Array(chunk) + (length % 2 == 1 ? [0] : [])
            switch name {
            case "VP8X":
                guard position == 12, length == 10, let wide = file.little(24, 3), let high = file.little(27, 3),
                    kept[8] & 0x02 == 0
                else { return nil }
                canvas = (wide + 1, high + 1)
                // It no longer has what the two bits say: where and with what it was taken.
                kept[8] &= ~0x0C
            case "VP8 ", "VP8L":
                guard width == 0, readSize(name, file, position + 8) else { return nil }
            case "ALPH", "ICCP": break
            default: kept = []
            }
            content += kept
            position += 8 + length + length % 2
        }
        guard width > 0, canvas.map({ $0 == (width, height) }) ?? true else { return nil }
        let all = content.count - 8
        for place in 0..<4 { content[4 + place] = UInt8(all >> (8 * place) & 0xFF) }
    }

    private mutating func readSize(_ name: String, _ file: FileBytes, _ start: Int) -> Bool {
        if name == "VP8L" {
            guard file.big(start, 1) == 0x2F, let bits = file.little(start + 1, 4) else { return false }
            (width, height) = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
            return true
        }
        guard file.big(start + 3, 3) == 0x9D012A, let wide = file.little(start + 6, 2),
            let high = file.little(start + 8, 2)
        else { return false }
        (width, height) = (wide & 0x3FFF, high & 0x3FFF)
        return width > 0
    }
}
