import App
import Forms
import HTTP
import Models
import Sheets
import Templates

/// The parsers that read what strangers send. Each takes any bytes and neither crashes nor breaks what it
/// promises: a promise broken ends the process, which the fuzzer reports with the bytes that did it.
let fuzzTargets: [String: @Sendable ([UInt8]) -> Void] = [
    "form": form, "query": query, "cookies": cookies, "json": json, "json-body": jsonBody, "csv": csv,
    "template": template,
    "webhook": webhook, "hours": hours, "multipart": multipart, "picture": picture,
]

/// The body of an HTML form, and that it survives being written and read again.
@Sendable private func form(_ bytes: [UInt8]) {
    guard let input = try? URLEncodedForm.decode(bytes) else { return }
    let again = try? URLEncodedForm.decode(Array(URLEncodedForm.encode(input).utf8))
    holds(again?.fields.map(\.name) == input.fields.map(\.name), "a form changes its names")
    holds(again?.fields.map(\.value) == input.fields.map(\.value), "a form changes its values")
}

/// The query of an address, and the filters of the orders list that are read from it.
@Sendable private func query(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let request = Request(.get, "/p/abcdefghjk/orders?\(text)")
    guard let input = try? request.queryInput() else { return }
    holds(input.fields.count <= InputLimits.standard.fields, "a query has more fields than allowed")
}

@Sendable private func cookies(_ bytes: [UInt8]) {
    var headers = Headers()
    headers["cookie"] = String(decoding: bytes, as: UTF8.self)
    let cookies = Cookies(headers)
    holds(cookies["s"] == nil || !cookies.refused.contains("s"), "a refused cookie is given out")
}

/// JSON, and that it says the same after being printed and read again.
@Sendable private func json(_ bytes: [UInt8]) {
    guard let json = try? JSON(parsing: bytes) else { return }
    holds((try? JSON(parsing: json.text)) == json, "JSON changes when it is printed")
}

/// The body of a request to a JSON door, as the fields that a form would have.
@Sendable private func jsonBody(_ bytes: [UInt8]) {
    let request = Request(.post, "/", headers: ["content-type": "application/json"], body: bytes)
    _ = try? request.input()
}

/// A table, and that its texts come back from a file that we write of them, none of them as a formula.
@Sendable private func csv(_ bytes: [UInt8]) {
    var reader = CSVReader(bytes, limits: .init(rows: 100, columns: 20, cellBytes: 1_000))
    while let fields = try? reader.next() {
        var writer = CSVWriter(marked: bytes.count % 2 == 0)
        writer.append(fields.map(CSVCell.text))
        let file = writer.take()
        var again = CSVReader(file, limits: .init(columns: 20, cellBytes: 1_001))
        let read = (try? again.next()) ?? []
        holds(read.map(CSVCell.text(of:)) == fields, "a table changes when it is written")
        holds(!read.contains { $0.first.map { "=+-@".contains($0) } ?? false }, "a text may run as a formula")
    }
}

/// The source of a template; what compiles is rendered too.
@Sendable private func template(_ bytes: [UInt8]) {
    guard bytes.count < 4_096, let library = try? Library(sources: ["page": String(decoding: bytes, as: UTF8.self)])
    else { return }
    let rows = Value.list([.record(Record([("name", .string("<b>")), ("n", .int(3))])), .int(-1), .string("ї")])
    _ = try? library.render("page", .record(Record([("a", .int(1)), ("s", .string("a<b")), ("rows", rows)])))
}

@Sendable private func webhook(_ bytes: [UInt8]) {
    if case .refused(let refusal) = KeyCRMWebhook.read(bytes) {
        holds(refusal.description.unicodeScalars.count <= 200, "a verdict is longer than it may be")
    }
}

/// A form of working hours.
@Sendable private func hours(_ bytes: [UInt8]) {
    guard let input = try? URLEncodedForm.decode(bytes) else { return }
    _ = try? WorkingHours(input)
}

/// The body of a form with files: what is taken apart is all of the body, in order, and no more parts than allowed.
@Sendable private func multipart(_ bytes: [UInt8]) {
    guard let form = try? MultipartForm(bytes, boundary: "B") else { return }
    holds(form.parts.count <= 10, "a form has more parts than allowed")
    holds(form.parts.reduce(0) { $0 + $1.content.count } < bytes.count + 1, "a form gives out more than it got")
    for (part, next) in zip(form.parts, form.parts.dropFirst()) {
        holds(part.content.endIndex < next.content.startIndex, "two parts overlap")
    }
    _ = try? form.input
}

/// A picture: what is kept of it is no larger, within the limits, and the same when it is read again.
@Sendable private func picture(_ bytes: [UInt8]) {
    guard let picture = try? Picture(reading: bytes) else { return }
    // A chunk of odd length at the end may lack the byte that fills it up.
    holds(picture.content.count <= bytes.count + 1, "a picture grows")
    holds(max(picture.width, picture.height) <= Picture.mostPixels, "a picture is larger than allowed")
    holds((try? Picture(reading: picture.content)) == picture, "a picture changes when it is read again")
}

private func holds(_ condition: Bool, _ words: @autoclosure () -> String) {
    precondition(condition, words())
}
