struct Token: Sendable {
    enum Kind: Sendable, Equatable {
        case text(Range<Int>)
        case outputStart, outputEnd, tagStart, tagEnd
        case name(String)
        case string(String)
        case int(Int)
        case float(Double)
        /// An operator or bracket, as it is written.
        case sign(String)
        case end
    }

    let kind: Kind
    /// Where it begins, in bytes.
    let offset: Int

    /// The token in words, for a message.
    var description: String {
        switch kind {
        case .text: "text"
        case .outputStart: "“{{”"
        case .outputEnd: "“}}”"
        case .tagStart: "“{%”"
        case .tagEnd: "“%}”"
        case .name(let name): "“\(name)”"
        case .string: "a text"
        case .int, .float: "a number"
        case .sign(let sign): "“\(sign)”"
        case .end: "the end of the template"
        }
    }
}
