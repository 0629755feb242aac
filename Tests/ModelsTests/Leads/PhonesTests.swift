import Models
import Testing

struct PhonesTests {
    @Test(arguments: [
        ("UA", "067 111 22 33", "380671112233"), ("UA", "67 111 22 33", "380671112233"),
        ("UA", "380671112233", "380671112233"), ("UA", "+380 (67) 111-22-33", "380671112233"),
        ("UA", "00380671112233", "380671112233"), ("UA", "+48 22 111 22 33", "48221112233"),
        ("UA", "102", "102"), ("UA", "044 1234", "0441234"),
        ("PL", "481234567", "48481234567"), ("PL", "48 481 234 567", "48481234567"),
        ("DE", "030 123456", "4930123456"), ("DE", "0151 12345678", "4915112345678"),
        ("HU", "06 20 123 4567", "36201234567"), ("US", "1 212 555 0123", "12125550123"),
        ("US", "(212) 555-0123", "12125550123"), ("EE", "372 5123 4567", "37251234567"),
    ])
    func `a number is that of its country however it is typed`(country: String, typed: String, digits: String) {
        #expect(Phones.international(typed, in: Country(code: country)) == digits)
    }

    @Test func `where nobody has said the country a number keeps its digits, unless it names one itself`() {
        #expect(Phones.international("067 111 22 33", in: nil) == "0671112233")
        #expect(Phones.international("+380 67 111 22 33", in: nil) == "380671112233")
        #expect(Phones.international("0048 22 111 22 33", in: nil) == "48221112233")
    }

    @Test func `the countries are each there once, by their codes`() {
        let codes = Country.all.map(\.code)
        #expect(codes == Set(codes).sorted())
        #expect(Country(code: "XX") == nil && Country(code: "ua") == nil)
    }
}
