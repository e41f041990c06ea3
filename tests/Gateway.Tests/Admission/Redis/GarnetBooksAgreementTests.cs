namespace Gateway.Admission.Redis;

/// <summary>On Garnet.</summary>
public sealed class GarnetBooksAgreementTests(GarnetFixture garnet, ITestOutputHelper output) : BooksAgreementTests(output)
{
    protected override Task<ITestRedis> ServerAsync() => Task.FromResult(garnet.Server);
}
