namespace MedSsl.AllInOne.Sessions;

/// <summary>Another process runs the services on this data folder.</summary>
internal sealed class DataFolderInUseException(string folder) : Exception(
    $"the data folder {folder} is in use by another process. Stop it, or use another folder (--home), or let processes share one platform: " +
    "MEDSSL_Bus__Transport=RabbitMQ with S3 and Redis");
