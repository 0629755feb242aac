/// Figures that are being counted again in the background.
struct Progress: Encodable {
    /// Orders counted so far.
    let done: Int
    /// Orders to count.
    let total: Int
    let percent: Int

    init(done: Int, total: Int) {
        self.done = done
        self.total = total
        percent = total > 0 ? done * 100 / total : 100
    }
}
