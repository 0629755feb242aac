import Foundation

/// Which parser this process tries: TAKT_FUZZ_TARGET.
private let target: @Sendable ([UInt8]) -> Void = {
    let name = ProcessInfo.processInfo.environment["TAKT_FUZZ_TARGET"] ?? ""
    guard let target = fuzzTargets[name] else {
        print("TAKT_FUZZ_TARGET is one of \(fuzzTargets.keys.sorted().joined(separator: " "))")
        exit(2)
    }
    return target
}()

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
func tryOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}
