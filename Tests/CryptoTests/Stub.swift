enum CryptoTestsStub {}
