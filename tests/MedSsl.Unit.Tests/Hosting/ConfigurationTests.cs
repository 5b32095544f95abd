using MedSsl.Hosting;
using MedSsl.Ingestion;
using MedSsl.Normalization;
using MedSsl.Sharding;
using MedSsl.Testing;
using Microsoft.Extensions.Options;
using Xunit;

namespace MedSsl.Unit.Tests.Hosting;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Hosting", "MaxAttempts", "0")]
    [InlineData("Hosting", "LogLevel", "Loud")]
    [InlineData("Hosting", "LeaseDuration", "soon")]
    [InlineData("Hosting", "MaxAttempts", "many")]
    [InlineData("Bus", "Transport", "Pigeon")]
    [InlineData("Bus", "Port", "rabbit")]
    [InlineData("ObjectStorage", "Bucket", "NO")]
    [InlineData("Coordination", "Kind", "Zookeeper")]
    [InlineData("Normalization", "WorkingSize", "3")]
    [InlineData("Sharding", "SealAfter", "later")]
    [InlineData("Ingestion", "MaxFileBytes", "-1")]
    public void Build_wrong_value_names_key_and_environment_variable(string section, string key, string value)
    {
        var failure = Assert.Single(Assert.Throws<OptionsValidationException>(() => Build($"--{section}:{key}={value}")).Failures);
        Assert.StartsWith($"{section}:{key} (environment MEDSSL_{section}__{key}): ", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_unreadable_value_says_what_was_expected_and_found()
    {
        var failures = Assert.Throws<OptionsValidationException>(() => Build("--Hosting:LeaseDuration=soon", "--Hosting:MaxAttempts=many")).Failures.ToList();
        Assert.Equal(2, failures.Count);
        Assert.Contains(failures, failure => failure.EndsWith("expected a TimeSpan, found \"soon\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Build_secret_of_the_store_is_never_repeated()
    {
        var failures = string.Join(' ', Assert.Throws<OptionsValidationException>(() => Build("--ObjectStorage:Kind=S3", "--ObjectStorage:SecretKey=hush-hush")).Failures);
        Assert.Contains("MEDSSL_ObjectStorage__Endpoint", failures, StringComparison.Ordinal);
        Assert.Contains("MEDSSL_ObjectStorage__AccessKey", failures, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", failures, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_single_service_on_the_in_memory_bus_is_refused()
    {
        var data = Path.Combine(Path.GetTempPath(), "medssl-never-made-" + Guid.NewGuid().ToString("N"));
        Assert.Equal(78, await ServiceHost.RunAsync([$"--Hosting:DataFolder={data}"], ShardingExtensions.Module));
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task Run_wrong_configuration_is_exit_code_78() =>
        Assert.Equal(78, await ServiceHost.RunAsync(["--Bus:Transport=RabbitMQ", "--Sharding:ShardBytes=1"], ShardingExtensions.Module));

    private static void Build(params string[] settings)
    {
        var folder = Repository.NewTemporaryFolder();
        try
        {
            ServiceHost.Build(
                ServiceHost.CreateBuilder([$"--Hosting:DataFolder={folder}", .. settings]),
                IngestionExtensions.Module, NormalizationExtensions.Module, ShardingExtensions.Module);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
