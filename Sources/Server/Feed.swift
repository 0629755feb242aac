import CMicrohttpd
import HTTP

/// Hands a stream to the library: it asks for bytes, and its connection is put aside while there are none.
final class Feed: Sendable {
    private let stream: ResponseStream
    private let connection: Connection

    /// Nil when there is no memory.
    static func response(of stream: ResponseStream, on connection: OpaquePointer) -> OpaquePointer? {
        let feed = Unmanaged.passRetained(Feed(stream, Connection(pointer: connection)))
        let response = MHD_create_response_from_callback(.max, block, read, feed.toOpaque(), free)
        if response == nil { feed.release() }
        return response
    }

    /// Bytes asked for at once; the library keeps a buffer of it for each stream.
    private static let block = 1_024

    private init(_ stream: ResponseStream, _ connection: Connection) {
        self.stream = stream
        self.connection = connection
    }

    private static let read: MHD_ContentReaderCallback = { context, _, buffer, size in
        guard let context, let buffer else { return -1 }
        let feed = Unmanaged<Feed>.fromOpaque(context).takeUnretainedValue()
        let connection = feed.connection
        // Pausing and waking happen under the stream's lock: a connection is alive while it is put aside.
        let count = feed.stream.take(into: UnsafeMutableRawBufferPointer(start: buffer, count: size)) {
            MHD_suspend_connection(connection.pointer)
        } wake: {
            MHD_resume_connection(connection.pointer)
        }
        // The end of the answer, or -2: its connection breaks, and the client sees that it is not whole.
        return count ?? (feed.stream.isPart ? -2 : -1)
    }

    private static let free: MHD_ContentReaderFreeCallback = { context in
        if let context { Unmanaged<Feed>.fromOpaque(context).release() }
    }
}
