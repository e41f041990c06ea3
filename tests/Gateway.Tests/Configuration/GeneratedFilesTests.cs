using Gateway.Cli;

namespace Gateway.Configuration;

/// <summary>
/// The reference of settings and the schema follow the options classes. After a change of one:
/// <c>GATEWAY_WRITE_DOCS=1 dotnet test --project tests/Gateway.Tests --filter-class "*GeneratedFilesTests"</c>.
/// </summary>
public sealed class GeneratedFilesTests
{
    private static readonly bool Write = Environment.GetEnvironmentVariable("GATEWAY_WRITE_DOCS") is "1";

    [Fact]
    public void ConfigurationDocument_SaysWhatTheOptionsSay()
    {
        var document = RepositoryFiles.Read(ConfigurationDocument.Path);

        var refreshed = ConfigurationDocument.Refresh(document, out var sections);

        if (Write)
            File.WriteAllText(RepositoryFiles.PathOf(ConfigurationDocument.Path), refreshed);
        else
            Assert.Equal(refreshed, document);
        Assert.All(SettingCatalogue.Sections.Keys, section => Assert.True(sections.Contains(section), $"{ConfigurationDocument.Path} has no place for {section}."));
    }

    [Fact]
    public void ConfigurationDocument_ListsEveryExitCode()
    {
        var codes = typeof(ExitCode).GetFields().Where(f => f.IsLiteral).Select(f => (int)f.GetRawConstantValue()!).ToList();

        Assert.Contains(2, codes);
        Assert.All(codes, code => Assert.Contains($"\n| {code} | ", RepositoryFiles.Read(ConfigurationDocument.Path), StringComparison.Ordinal));
    }

    [Fact]
    public void Schema_SaysWhatTheOptionsSay()
    {
        var schema = ConfigurationSchema.Text();

        if (Write)
            File.WriteAllText(RepositoryFiles.PathOf(ConfigurationSchema.Path), schema);
        else
            Assert.Equal(schema, RepositoryFiles.Read(ConfigurationSchema.Path));
    }
}
