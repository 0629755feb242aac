enum OutboundTestsStub {}
