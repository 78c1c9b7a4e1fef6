/** What a client is told to do, as shell. `$A` is the registry's address. */
export interface Client {
  /** Takes the password from standard input. */
  login(user: string): string
  /** Makes an image that is called by the reference. */
  make(reference: string): string
  push(reference: string): string
  pull(reference: string): string
  /** Prints what tells the local image from all others. */
  id(reference: string): string
  /** Removes the local image. */
  forget(reference: string): string
}

const stdin = (program: string) => (user: string) =>
  `${program} login -u ${user} --password-stdin $A`

/** Debian's clients, each with an image of its own making. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  skopeo: {
    login: stdin('skopeo'),
    make: () => 'rm -rf /tmp/local && cp -r /tmp/image /tmp/local',
    push: reference => `skopeo copy -q oci:/tmp/local docker://${reference}`,
    pull: reference => `skopeo copy -q docker://${reference} oci:/tmp/local`,
    id: () => "skopeo inspect --format '{{.Digest}}' oci:/tmp/local",
    forget: () => 'rm -rf /tmp/local',
  },
  podman: {
    login: stdin('podman'),
    make: reference => `podman import -q /tmp/layer.tar ${reference}`,
    push: reference => `podman push -q ${reference}`,
    pull: reference => `podman pull -q ${reference}`,
    id: reference => `podman image inspect --format '{{.Id}}' ${reference}`,
    forget: reference => `podman rmi ${reference}`,
  },
  buildah: {
    login: stdin('buildah'),
    make: reference =>
      `made=$(buildah from scratch) && buildah add -q $made /tmp/files / && buildah commit -q --rm $made ${reference}`,
    push: reference => `buildah push -q ${reference}`,
    pull: reference => `buildah pull -q ${reference}`,
    id: reference => `buildah images -q --no-trunc ${reference}`,
    forget: reference => `buildah rmi ${reference}`,
  },
  docker: {
    login: stdin('docker'),
    make: reference => `docker import /tmp/layer.tar ${reference}`,
    push: reference => `docker push -q ${reference}`,
    pull: reference => `docker pull -q ${reference}`,
    id: reference => `docker image inspect --format '{{.Id}}' ${reference}`,
    forget: reference => `docker rmi ${reference}`,
  },
}
