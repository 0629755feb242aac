package import Models
import Postgres

extension Identifier: SQLEncodable, SQLDecodable {}
extension PublicID: SQLEncodable, SQLDecodable {}
extension Role: SQLEncodable, SQLDecodable {}

extension Instant: SQLEncodable, SQLDecodable {
    package var sqlText: String? { Timestamp.print(microseconds) }

    package init?(sqlText: String?) {
        guard let sqlText, let microseconds = Timestamp.parse(sqlText) else { return nil }
        self.init(microseconds: microseconds)
    }
}
