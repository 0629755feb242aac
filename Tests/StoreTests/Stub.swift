enum StoreTestsStub {}
