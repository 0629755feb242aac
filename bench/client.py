"""A small HTTP client for measurements on loopback: one connection kept open, answers read whole.

Counts and times are bounded by the callers; nothing here leaves 127.0.0.1.
"""
import re
import socket

SERVER_TIME = re.compile(rb"server-timing: app;dur=([0-9.]+)", re.I)


class Lost(Exception):
    """The connection ended before the answer did."""


class Client:
    """`host`: what the requests say, which is the public origin also when another port is spoken to."""

    def __init__(self, port, host=None, cookie=None, timeout=30):
        self.port, self.timeout = port, timeout
        self.host = host or f"127.0.0.1:{port}"
        self.cookie = f"Cookie: {cookie}\r\n" if cookie else ""
        self.socket = None
        # Of the last answer, in its own letters.
        self.head = b""

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None

    def get(self, path, more=""):
        return self.send(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n{self.cookie}{more}\r\n".encode())

    def post(self, path, body, kind="application/json"):
        head = (f"POST {path} HTTP/1.1\r\nHost: {self.host}\r\n{self.cookie}Content-Type: {kind}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n")
        return self.send(head.encode() + body)

    def send(self, request):
        """The answer: status, head, body. A connection that the server closed is opened anew, once a request."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), self.timeout)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.socket.sendall(request)
            return self.answer()
        except (OSError, Lost):
            self.close()
            raise

    def answer(self):
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self.more()
        self.head = data[:end]
        head, body = self.head.lower(), data[end + 4:]
        status = int(head[9:12])
        length = re.search(rb"content-length: (\d+)", head)
        if b"transfer-encoding: chunked" in head:
            while not body.endswith(b"0\r\n\r\n"):
                body += self.more()
        elif length:
            while len(body) < int(length.group(1)):
                body += self.more()
        if b"connection: close" in head:
            self.close()
        return status, head, body

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            raise Lost()
        return data


def server_milliseconds(head):
    return float(SERVER_TIME.search(head).group(1))


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def body_of_change(order, status, group, at):
    """A webhook as the CRM sends it, about 900 bytes."""
    return (
        '{"event":"order.change_order_status","context":{"id":%d,"source_uuid":"A-%d","global_source_uuid":null,'
        '"status_on_source":null,"source_id":3,"client_id":5520,"manager_id":4,"status_group_id":%d,"status_id":%d,'
        '"status_changed_at":"%s","status_expired_at":null,"is_expired":false,"has_reserves":false,'
        '"ordered_at":"2026-03-27T21:38:50.000000Z","created_at":"2026-03-27T21:40:05.000000Z","updated_at":"%s",'
        '"closed_at":null,"grand_total":1490,"products_total":1490,"payments_total":700,"total_discount":0,'
        '"expenses_sum":0,"margin_sum":780.5,"shipping_price":"0.00","taxes":null,"payment_status":"part_paid",'
        '"fiscal_result":[],"manager_comment":null,"client_comment":null,"is_gift":false}}'
        % (order, order, group, status, at, at)).encode()
