using System.Net;
using System.Net.Sockets;
using MedSsl.Dicom.Network.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Network;

/// <summary>The DICOM port, where one is configured.</summary>
internal sealed class DicomListener(DicomHandler handler, IOptions<DicomOptions> options, TimeProvider time, ILogger<DicomListener> logger) : IHostedService, IAsyncDisposable
{
    /// <summary>For associations that are open when the process stops; a sender repeats what was not answered.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private DicomServer? server;

    /// <summary>Where it listens; null when it does not.</summary>
    public IPEndPoint? Endpoint => server?.Endpoint;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var chosen = options.Value;
        if (chosen.Port != 0)
        {
            server = Create(chosen);
            try
            {
                server.Start();
            }
            catch (SocketException exception)
            {
                throw Wrong($"Ingestion:Dicom:Port (environment MEDSSL_Ingestion__Dicom__Port): {chosen.Address} port {chosen.Port} cannot be listened on: {exception.Message}");
            }

            Log.DicomListens(logger, server.Endpoint, chosen.TlsCertificateFile.Length > 0 ? chosen.TlsCertificateFile : "none", chosen.Sources);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => server?.StopAsync(Patience) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static OptionsValidationException Wrong(string problem) => new(DicomOptions.SectionName, typeof(DicomOptions), [problem]);

    private DicomServer Create(DicomOptions chosen)
    {
        ServerCertificate? certificate = null;
        if (chosen.TlsCertificateFile.Length > 0)
        {
            certificate = new ServerCertificate(chosen, time, logger);
            try
            {
                certificate.Get();
            }
            catch (Exception exception) when (exception is System.Security.Cryptography.CryptographicException or IOException or UnauthorizedAccessException)
            {
                throw Wrong($"Ingestion:Dicom:TlsCertificateFile (environment MEDSSL_Ingestion__Dicom__TlsCertificateFile): expected a PEM certificate with its key, {exception.Message}");
            }
        }

        return new DicomServer(
            new DicomServerOptions
            {
                Endpoint = new IPEndPoint(IPAddress.Parse(chosen.Address), Math.Max(chosen.Port, 0)),
                MaxPduLength = chosen.MaxPduLength,
                MaxAssociations = chosen.MaxAssociations,
                MaxAssociationsPerSource = chosen.MaxAssociationsPerSource,
                AssociationTimeout = chosen.AssociationTimeout,
                IdleTimeout = chosen.IdleTimeout,
                MessageTimeout = chosen.MessageTimeout,
                AcceptUnknownSopClasses = chosen.AcceptUnknownSopClasses,
                OffersCommitment = true,
                Tls = certificate is null ? null : certificate.Get,
            }, handler, time);
    }
}
