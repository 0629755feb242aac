/// A company that buys: what a good lead becomes.
package enum Customer {
    package typealias ID = Identifier<Customer>
}
