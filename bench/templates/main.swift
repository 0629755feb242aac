// Renders page.html and plain.html with Takt's engine, and writes the same page by hand, one after the other,
// and prints microseconds per page. The page value is encoded anew for every page.
//
//   templates-bench FOLDER [--write DIR] [--rounds 7] [--seconds 0.5]
import Foundation
import Templates

func option(_ name: String) -> String? {
    guard let place = CommandLine.arguments.firstIndex(of: name), place + 1 < CommandLine.arguments.count else {
        return nil
    }
    return CommandLine.arguments[place + 1]
}

let folder = CommandLine.arguments[1]
let rounds = option("--rounds").flatMap { Int($0) } ?? 7
let seconds = option("--seconds").flatMap { Double($0) } ?? 0.5
let page = try JSONDecoder().decode(Page.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/context.json")))
let library = try Library(folder: folder)

func microseconds(_ work: () throws -> Int) rethrows -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    var (count, bytes, taken) = (0, 0, 0.0)
    repeat {
        bytes &+= try work()
        count += 1
        taken = Double(DispatchTime.now().uptimeNanoseconds - start)
    } while taken < seconds * 1e9
    precondition(bytes > 0)
    return taken / 1000 / Double(count)
}

func encoded() throws -> Value { try Value(encoding: page) }

let ready = try encoded()
let only = option("--only")
let ways: [(String, () throws -> Int)] = [
    ("by hand", { writeByHand(page).count }),
    ("takt page.html, encoding included", { try library.render("page.html", encoded()).count }),
    ("takt plain.html, encoding included", { try library.render("plain.html", encoded()).count }),
    ("takt page.html, value ready", { try library.render("page.html", ready).count }),
    ("takt plain.html, value ready", { try library.render("plain.html", ready).count }),
    ("takt encoding alone", { if case .record(let record) = try encoded() { record.values.count } else { 0 } }),
]
if let directory = option("--write") {
    for (name, bytes) in [
        ("hand", writeByHand(page)), ("takt-page.html", try library.render("page.html", encoded())),
        ("takt-plain.html", try library.render("plain.html", encoded())),
    ] { try Data(bytes).write(to: URL(fileURLWithPath: directory + "/" + name)) }
}
let chosen = ways.filter { only == nil || $0.0.contains(only ?? "") }
var figures: [[Double]] = chosen.map { _ in [] }
for _ in 0..<rounds {
    for (place, way) in chosen.enumerated() { figures[place].append(try microseconds(way.1)) }
}
for (place, way) in chosen.enumerated() {
    let sorted = figures[place].sorted()
    func text(_ value: Double) -> String { String(format: "%.1f", value) }
    print("\(way.0): median \(text(sorted[rounds / 2])) us (min \(text(sorted[0])), max \(text(sorted[rounds - 1])))")
}
