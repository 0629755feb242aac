@testable import App
import Models
import Testing

struct OrderTrackTests {
    private let midnight = Instant(second: 0)

    private func track(_ visits: [OrderTrack.Visit], now: Instant) -> OrderTrack {
        OrderTrack(
            groups: [("New", visits)], now: now, day: { Int($0.second / 86_400) },
            midnight: { Instant(second: Int64($0) * 86_400) })
    }

    @Test func `a picture begins and ends at midnight and places by share of the whole`() {
        let noon = midnight.advanced(seconds: 43_200)
        let visit = OrderTrack.Visit(
            status: "x", from: noon, to: noon.advanced(seconds: 86_400),
            slices: [OrderTrack.Slice(from: noon, to: noon.advanced(seconds: 21_600), isOver: true)])
        let picture = track([visit], now: noon.advanced(seconds: 86_400))
        #expect(picture.marks.map(\.x) == ["0.00%", "50.00%"])
        #expect(picture.lines[0].stays[0].bar.x == "25.00%")
        #expect(picture.lines[0].stays[0].bar.width == "50.00%")
        #expect(picture.lines[0].stays[0].slices[0].kind == "over")
        #expect(picture.lines[0].stays[0].slices[0].width == "12.50%")
        #expect(picture.now == "75.00%")
    }

    @Test func `a long life has few marks, and a short stay can still be seen`() {
        let visit = OrderTrack.Visit(
            status: "x", from: midnight, to: midnight.advanced(seconds: 1), slices: [])
        let picture = track([visit], now: midnight.advanced(seconds: 400 * 86_400))
        #expect(picture.marks.count <= 9)
        #expect(picture.lines[0].stays[0].bar.width == "0.08%")
        let late = track(
            [
                OrderTrack.Visit(
                    status: "x", from: midnight, to: midnight.advanced(seconds: 400 * 86_400), slices: [])
            ], now: midnight.advanced(seconds: 400 * 86_400))
        #expect(late.marks.count <= 9)
    }

    @Test func `an order without events is an empty picture`() {
        #expect(track([], now: midnight).lines[0].stays.isEmpty)
    }
}
