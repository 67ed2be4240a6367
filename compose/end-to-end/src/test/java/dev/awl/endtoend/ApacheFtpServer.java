package dev.awl.endtoend;

import java.io.File;
import java.util.List;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.ssl.SslConfigurationFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** Apache FtpServer for anonymous users, as its own process on a host of the lab. */
public final class ApacheFtpServer {

  private ApacheFtpServer() {}

  /** {@code PORT DIRECTORY [KEYS]}: with keys, PKCS#12, nothing but TLS. */
  public static void main(String[] arguments) throws FtpException {
    ListenerFactory listener = new ListenerFactory();
    listener.setPort(Integer.parseInt(arguments[0]));
    if (arguments.length > 2) {
      SslConfigurationFactory tls = new SslConfigurationFactory();
      tls.setKeystoreFile(new File(arguments[2]));
      tls.setKeystoreType("PKCS12");
      tls.setKeystorePassword("secret");
      tls.setSslProtocol("TLSv1.2", "TLSv1.3");
      listener.setSslConfiguration(tls.createSslConfiguration());
      DataConnectionConfigurationFactory data = new DataConnectionConfigurationFactory();
      data.setSslConfiguration(tls.createSslConfiguration());
      listener.setDataConnectionConfiguration(data.createDataConnectionConfiguration());
    }
    ConnectionConfigFactory connections = new ConnectionConfigFactory();
    connections.setAnonymousLoginEnabled(true);
    BaseUser anonymous = new BaseUser();
    anonymous.setName("anonymous");
    anonymous.setHomeDirectory(new File(arguments[1]).getPath());
    anonymous.setAuthorities(List.of(new WritePermission()));
    FtpServerFactory factory = new FtpServerFactory();
    factory.addListener("default", listener.createListener());
    factory.setConnectionConfig(connections.createConnectionConfig());
    factory.getUserManager().save(anonymous);
    FtpServer server = factory.createServer();
    server.start();
  }
}
