import Models
import Outbound
import Testing

@testable import App

@Suite struct `The connection panel` {
    @Test func `tells a working shop, a refused key, a forbidden address and silence apart`() {
        func outcome(_ verdict: KeyCRMVerdict) -> ConnectionPage.Test.Outcome { ConnectionPage.Test.Outcome(verdict) }
        #expect(outcome(KeyCRMVerdict(working: 18, status: 200)) == .good)
        #expect(outcome(KeyCRMVerdict(.refusedAddress)) == .forbiddenAddress)
        #expect(outcome(KeyCRMVerdict(.refusedURL)) == .forbiddenAddress)
        for failure in [OutboundFailure.timeout, .connection, .tls, .unknownHost, .busy] {
            #expect(outcome(KeyCRMVerdict(failure)) == .noAnswer)
        }
        #expect(outcome(KeyCRMVerdict(.malformed)) == .odd)
    }

    @Test func `shows what was answered, or why nothing was`() {
        let silent = ConnectionPage.Test(KeyCRMVerdict(.tls), at: Instant(second: 0))
        #expect(silent.status == nil)
        #expect(silent.text == OutboundFailure.tls.description)
        #expect(ConnectionPage.Test(KeyCRMVerdict(working: 1, status: 200), at: Instant(second: 0)).text == nil)
    }
}
