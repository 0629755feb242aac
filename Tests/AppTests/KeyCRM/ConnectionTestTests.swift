@testable import App
import Forms
import Models
import Outbound
import Testing

struct ConnectionTestTests {
    @Test func `a verdict becomes what the connection page shows`() {
        let at = Instant(second: 0)
        let silent = ConnectionPage.Test(KeyCRMVerdict(.tls), at: at)
        #expect(!silent.isWorking)
        #expect(silent.words == Complaint("outbound.tls"))
        #expect(silent.status == nil)
        let good = ConnectionPage.Test(KeyCRMVerdict(working: 18, status: 200), at: at)
        #expect(good.isWorking)
        #expect(good.words == Complaint("keycrm.working", ["statuses": "18"]))
        #expect(good.excerpt == nil)
    }
}
