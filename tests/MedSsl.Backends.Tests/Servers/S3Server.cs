using MedSsl.Testing.Servers;
using Xunit;

namespace MedSsl.Backends.Tests.Servers;

/// <summary>Ceph's S3 gateway. Tests that use it share a collection: one of them kills it.</summary>
public sealed class S3Server() : LocalServer("s3.sh");

[CollectionDefinition(Name)]
public sealed class S3Tests : ICollectionFixture<S3Server>
{
    public const string Name = "S3";
}
