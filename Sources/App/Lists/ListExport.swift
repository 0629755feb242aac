import HTTP
import Sheets

/// A list as a CSV file that is made while it is sent: no more than a page of rows is in memory, however
/// many there are, and the next page is read once the client has taken this one.
struct ListExport<Place: Sendable>: Sendable {
    /// As the client keeps it.
    let fileName: String
    let heads: [CSVCell]
    /// The rows after a row, by where that stands in the list; no last one when nothing follows.
    let rows: @Sendable (_ after: Place?) async throws -> (cells: [[CSVCell]], last: Place?)

    /// The first page is read before the answer begins, so that what is wrong can still be said. One that goes
    /// wrong later breaks the transfer off: a file that is not whole must not look like one that is.
    func response(_ turn: ExportTurn) async throws -> Response {
        var writer = CSVWriter()
        writer.append(heads)
        let first = try await rows(nil)
        for row in first.cells { writer.append(row) }
        var response = Response(
            .ok,
            headers: [
                "content-type": "text/csv; charset=utf-8",
                "content-disposition": ContentDisposition.attachment(fileName),
                "content-security-policy": "default-src 'none'; sandbox", "cache-control": "no-store",
            ])
        guard let last = first.last else {
            response.body = writer.take()
            await turn.end()
            return response
        }
        let stream = ResponseStream(limit: 8 << 20, isFile: true)
        let begun = writer.take()
        let rest = writer
        Task {
            let watch = Task { try await turn.watch(stream) }
            do {
                let isWhole = try await send(begun, rest, after: last, to: stream)
                watch.cancel()
                await turn.end()
                // Whoever has the whole file may begin the next one at once.
                if isWhole { stream.finish() }
            } catch {
                stream.drop()
                watch.cancel()
                await turn.end()
                turn.failed(error)
            }
        }
        response.stream = stream
        return response
    }

    /// False when nobody takes it any more.
    private func send(
        _ begun: [UInt8], _ writer: CSVWriter, after last: Place, to stream: ResponseStream
    ) async throws -> Bool {
        var writer = writer
        var last: Place? = last
        guard await stream.sendInTurn(begun) else { return false }
        while let row = last {
            let next = try await rows(row)
            for cells in next.cells { writer.append(cells) }
            if !next.cells.isEmpty, await !stream.sendInTurn(writer.take()) { return false }
            last = next.last
        }
        return true
    }
}
