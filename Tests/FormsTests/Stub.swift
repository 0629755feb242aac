enum FormsTestsStub {}
