extension PictureParts {
    /// What draws; texts, times and what programs keep for themselves are left out, as is an animation.
    private static let drawing: Set<String> = [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs",
    ]

    /// nil unless it is a chain of chunks from a head to an end with some picture between.
    init?(png file: FileBytes) {
        guard file.text(12, 4) == "IHDR", file.big(8, 4) == 13, let width = file.big(16, 4),
            let height = file.big(20, 4)
        else { return nil }
        self.init()
        (self.width, self.height) = (width, height)
        content = Array(file.bytes.prefix(8))
        var position = 8
        var hasPicture = false
        while let length = file.big(position, 4), let name = file.text(position + 4, 4),
            let chunk = file.slice(position, length + 12)
        {
            if Self.drawing.contains(name) {
                guard (name == "IHDR") == (position == 8) else { return nil }
                content += chunk
                hasPicture = hasPicture || name == "IDAT" && length > 0
            } else if !(file.big(position + 4, 1).map { (97...122).contains($0) } ?? false) {
                // Only a chunk that calls itself dispensable can be left out: without another it is another picture.
                return nil
            }
            if name == "IEND" {
                guard hasPicture, length == 0 else { return nil }
                return
            }
            position += length + 12
        }
        return nil
    }
}
