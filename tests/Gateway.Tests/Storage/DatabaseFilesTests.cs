using Microsoft.Extensions.Time.Testing;

namespace Gateway.Storage;

/// <summary>When the database need not be opened to know that nothing changed.</summary>
public sealed class DatabaseFilesTests : IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("database-files-");
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly string _file;
    private readonly DatabaseFiles _files;

    public DatabaseFilesTests()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _file = Path.Combine(_scratch.FullName, "gateway.db");
        _files = new DatabaseFiles(_file, _time);
        Write(_file, "one");
        Age(_file);
    }

    public void Dispose() => _scratch.Delete(recursive: true);

    [Fact]
    public void SettledFile_SeenBefore_IsNotOpenedAgain()
    {
        Assert.True(_files.MayHaveChanged());
        Assert.False(_files.MayHaveChanged());
    }

    [Fact]
    public void FileWrittenLately_IsOpenedEachTime()
    {
        File.SetLastWriteTimeUtc(_file, _time.GetUtcNow().UtcDateTime);
        Assert.True(_files.MayHaveChanged());
        Assert.True(_files.MayHaveChanged());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    public void Change_OfFileOrLog_IsSeen(string suffix)
    {
        Assert.True(_files.MayHaveChanged());
        Write(_file + suffix, "another");
        Age(_file + suffix);
        Assert.True(_files.MayHaveChanged());
        Assert.False(_files.MayHaveChanged());
    }

    [Fact]
    public void MissingFile_IsOpenedEachTime()
    {
        Assert.True(_files.MayHaveChanged());
        File.Delete(_file);
        Assert.True(_files.MayHaveChanged());
        Assert.True(_files.MayHaveChanged());
    }

    [Fact]
    public void UnchangedFile_IsOpenedNowAndThen()
    {
        Assert.True(_files.MayHaveChanged());
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(_files.MayHaveChanged());
    }

    private static void Write(string path, string text) => File.WriteAllText(path, text);

    private void Age(string path) => File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime - TimeSpan.FromMinutes(1));
}
