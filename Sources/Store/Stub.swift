enum StoreStub {}
