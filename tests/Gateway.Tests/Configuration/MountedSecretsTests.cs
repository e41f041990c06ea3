using Microsoft.Extensions.Configuration;

namespace Gateway.Configuration;

public sealed class MountedSecretsTests : IDisposable
{
    private readonly DirectoryInfo _mount = Directory.CreateTempSubdirectory("gateway-secrets-");

    [Fact]
    public void AddMountedSecrets_ReadsOneSettingPerFileWithoutItsLineEnd()
    {
        File.WriteAllText(Path.Combine(_mount.FullName, "Gateway__Keys__Pepper"), "correct horse battery staple\n");

        Assert.Equal("correct horse battery staple", Read(_mount.FullName)["Gateway:Keys:Pepper"]);
    }

    [Fact]
    public void AddMountedSecrets_OfADirectoryThatIsNotThere_AddsNothing()
    {
        Assert.Empty(Read(Path.Combine(_mount.FullName, "none")).AsEnumerable());
        Assert.Empty(Read(null).AsEnumerable());
    }

    public void Dispose() => _mount.Delete(recursive: true);

    private static IConfigurationRoot Read(string? directory)
    {
        var builder = new ConfigurationBuilder();
        builder.AddMountedSecrets(directory);
        return builder.Build();
    }
}
