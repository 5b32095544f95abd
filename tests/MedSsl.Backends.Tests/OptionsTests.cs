using System.ComponentModel.DataAnnotations;
using MedSsl.Coordination;
using MedSsl.ObjectStorage;
using Xunit;

namespace MedSsl.Backends.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Defaults_are_valid_and_embedded()
    {
        Assert.Empty(Faults(new ObjectStorageOptions()));
        Assert.Empty(Faults(new CoordinationOptions()));
        Assert.Equal("FileSystem", new ObjectStorageOptions().Kind);
        Assert.Equal("InProcess", new CoordinationOptions().Kind);
    }

    [Fact]
    public void S3_names_every_key_that_is_missing() =>
        Assert.Equal(["AccessKey", "Endpoint", "SecretKey"], Faults(new ObjectStorageOptions { Kind = "S3" }).SelectMany(fault => fault.MemberNames).Order());

    [Theory]
    [InlineData("http://host:9000")]
    [InlineData(" ")]
    public void Endpoint_is_host_and_port(string endpoint)
    {
        var options = new ObjectStorageOptions { Kind = "S3", Endpoint = endpoint, AccessKey = "a", SecretKey = "b" };

        Assert.Contains("ObjectStorage:Endpoint must be host:port", Assert.Single(Faults(options)).ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Up")]
    [InlineData("a")]
    [InlineData("-ab")]
    [InlineData("a/b/c")]
    public void Bucket_follows_the_rules_of_S3(string bucket) => Assert.Single(Faults(new ObjectStorageOptions { Bucket = bucket }));

    [Fact]
    public void Unknown_kinds_name_the_allowed_ones()
    {
        Assert.Contains("FileSystem or S3", Assert.Single(Faults(new ObjectStorageOptions { Kind = "Minio" })).ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("InProcess or Redis", Assert.Single(Faults(new CoordinationOptions { Kind = "redis" })).ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("ConnectionString", Assert.Single(Faults(new CoordinationOptions { Kind = "Redis" })).ErrorMessage, StringComparison.Ordinal);
    }

    private static List<ValidationResult> Faults(object options)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return faults;
    }
}
