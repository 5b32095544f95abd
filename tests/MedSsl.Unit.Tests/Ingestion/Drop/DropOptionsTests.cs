using System.Reflection;
using MedSsl.Ingestion;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Drop;

public sealed class DropOptionsTests
{
    [Theory]
    [InlineData("Folder", "drop", "expected the absolute path of a folder, such as /srv/drop, found \"drop\"")]
    [InlineData("Folder", "/", "expected the absolute path")]
    [InlineData("Prefix", "drop", "expected a prefix that ends with '/', such as drop/, found \"drop\"")]
    [InlineData("Prefix", "/", "is illegal")]
    [InlineData("Prefix", "raw/", "where the platform keeps its state")]
    [InlineData("Prefix", "series/open/", "where the platform keeps its state")]
    [InlineData("Dataset", "a b", "expected letters, digits")]
    [InlineData("StableTime", "00:00:00", "StableTime")]
    [InlineData("After", "archive", "After")]
    public async Task Start_wrong_value_is_said(string key, string value, string message)
    {
        var problem = await Assert.ThrowsAsync<OptionsValidationException>(() => TestPlatform.PartsAsync(IngestionExtensions.Module, settings: [$"--Ingestion:Drop:{key}={value}"]));
        Assert.Contains($"Ingestion:Drop:{key}", problem.Message, StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("home")]
    [InlineData("home/objects/medssl/raw")]
    [InlineData("")] // above it
    public async Task Start_folder_where_the_platform_keeps_its_files_is_refused(string relative)
    {
        var folder = Repository.NewTemporaryFolder();
        var home = Path.Combine(folder, "home");
        try
        {
            var problem = await Assert.ThrowsAsync<OptionsValidationException>(
                () => TestPlatform.PartsAsync(IngestionExtensions.Module, home, settings: [$"--Ingestion:Drop:Folder={Path.Combine(folder, relative)}"]));
            Assert.Contains(home, problem.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void IsOwn_knows_every_key_pattern()
    {
        var constants = typeof(ObjectKeys).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        var patterns = typeof(ObjectKeys).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(string) && method.Name != nameof(ObjectKeys.GroupOfReference) && method.GetParameters().All(parameter => parameter.ParameterType == typeof(string)))
            .Select(method => (string)method.Invoke(null, [.. method.GetParameters().Select(_ => "name")])!);
        var all = constants.Concat(patterns).ToList();
        Assert.True(all.Count > 30);
        Assert.All(all, key => Assert.True(ObjectKeys.IsOwn(key), key));
        Assert.False(ObjectKeys.IsOwn("drop/"));
    }
}
