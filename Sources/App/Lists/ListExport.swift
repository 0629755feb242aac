import HTTP
import Sheets

/// A list as a CSV file that is made while it is sent: no more than a page of rows is in memory, however
/// many there are, and the next page is read once the client has taken this one.
struct ListExport: Sendable {
    /// As the client keeps it.
    let fileName: String
    let heads: [CSVCell]
    /// The rows after a row, by its id; none after the last.
    let rows: @Sendable (_ after: Int?) async throws -> (cells: [[CSVCell]], last: Int?)

    /// Rows read at once.
    static let page = 500
    /// A client that has not taken everything by then is cut off.
    private static let longest = Duration.seconds(600)

    /// The first page is read before the answer begins, so that what is wrong can still be said. One that goes
    /// wrong later breaks the transfer off: a file that is not whole must not look like one that is.
    func response(failed: @escaping @Sendable (any Error) -> Void) async throws -> Response {
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
            return response
        }
        let stream = ResponseStream(limit: 8 << 20, isFile: true)
        let begun = writer.take()
        let rest = writer
        Task {
            let watch = Task {
                try await Task.sleep(for: Self.longest)
                stream.drop()
            }
            do {
                try await send(begun, rest, after: last, to: stream)
            } catch {
                stream.drop()
                failed(error)
            }
            watch.cancel()
        }
        response.stream = stream
        return response
    }

    private func send(_ begun: [UInt8], _ writer: CSVWriter, after last: Int, to stream: ResponseStream) async throws {
        var writer = writer
        var last: Int? = last
        guard await stream.sendInTurn(begun) else { return }
        while let row = last {
            let next = try await rows(row)
            for cells in next.cells { writer.append(cells) }
            if !next.cells.isEmpty, await !stream.sendInTurn(writer.take()) { return }
            last = next.last
        }
        stream.finish()
    }
}
