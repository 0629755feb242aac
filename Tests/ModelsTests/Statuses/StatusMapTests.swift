import Forms
import Testing

@testable import Models

struct StatusMapTests {
    private let statuses = [
        OrderStatus(id: 1, name: "New", sourceGroup: 1),
        OrderStatus(id: 12, name: "Done", sourceGroup: 5, isClosing: true),
        OrderStatus(id: 40, name: "Seventh", sourceGroup: 7),
    ]

    @Test
    func `the first map follows the source's groups where the project knows them`() {
        let map = StatusMap(connecting: statuses, groups: StatusGroup.defaults.map(\.number))
        #expect(map.groups == [1: 1, 12: 5, 40: StatusGroup.ungrouped])
        #expect(map.isClosing(12) && !map.isClosing(1))
    }

    @Test
    func `a refresh moves nothing, and a new status is ungrouped`() {
        let map = StatusMap(connecting: statuses, groups: [1, 5])
        let refreshed = map.refreshed(with: [
            OrderStatus(id: 1, name: "Renamed", sourceGroup: 3),
            OrderStatus(id: 50, name: "Added", sourceGroup: 3, isClosing: true),
        ])
        #expect(refreshed.groups == [1: 1, 12: 5, 40: 0, 50: 0])
        #expect(refreshed.isClosing(50) && refreshed.isClosing(12))
    }

    @Test
    func `an unknown status is ungrouped; what the event recorded counts only while there is no dictionary`() {
        let map = StatusMap(connecting: statuses, groups: [1, 5])
        #expect(map.group(of: 99, recorded: 3) == StatusGroup.ungrouped)
        #expect(StatusMap.empty.group(of: 99, recorded: 3) == 3)
        #expect(StatusMap.empty.group(of: 99, recorded: -1) == StatusGroup.ungrouped)
        #expect(StatusMap.empty.group(of: 99, recorded: nil) == StatusGroup.ungrouped)
    }

    @Test
    func `the editor's form is read back as it was shown, and unknown groups are refused`() throws {
        let map = StatusMap(groups: [1: 1, 12: 5, 40: 0], closing: [12])
        #expect(try StatusMap(map.input, editing: .empty, statuses: [1, 12, 40], groups: [1, 5]) == map)
        #expect(throws: FieldErrors("group.1", Complaint("error.choice"))) {
            try StatusMap(Input(["group.1": "4"]), editing: map, statuses: [1], groups: [1, 5])
        }
        #expect(throws: FieldErrors("group.1", Complaint("error.whole_number"))) {
            try StatusMap(Input(["group.1": "first"]), editing: map, statuses: [1], groups: [1, 5])
        }
        #expect(try StatusMap(storedText: map.storedText()) == map)
        #expect(try map.storedText() == #"{"closing":[12],"groups":{"1":1,"12":5,"40":0}}"#)
    }

    @Test
    func `nothing chosen is no group, and what the form does not name stays as it was`() throws {
        let map = StatusMap(groups: [1: 1, 12: 5, 40: 1], closing: [12, 40])
        let edited = try StatusMap(
            Input(["group.1": "", "closing.1": "1", "group.12": "5", "group.77": "1"]), editing: map,
            statuses: [1, 12, 40], groups: [1, 5])
        #expect(edited == StatusMap(groups: [1: 0, 12: 5, 40: 1], closing: [1, 40]))
    }
}
