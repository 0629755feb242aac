enum AppTestsStub {}
