enum ServerTestsStub {}
