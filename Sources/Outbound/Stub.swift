enum OutboundStub {}
