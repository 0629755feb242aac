enum JobsTestsStub {}
